import type { Input } from '../step.ts';
import { type Text, text } from '../text.ts';
import { proxyFor, wayOut } from './way-out.ts';

/** What the proxy of the answers isn't for, though it leaves the cluster. */
export function proxyNotes({ answers, facts }: Input): Text[] {
  const way = wayOut(answers, facts.cluster);
  if (!way) return [];
  const mail = answers.alerting.receivers.filter(({ type }) => type === 'email').map(({ name }) => name);
  const issuer = answers.grafana.oidc?.issuer;
  const notes: Text[] = [];
  if (mail.length > 0)
    notes.push(
      text(
        `Mail doesn't go through an HTTP proxy: the smarthost of ${mail.join(', ')} must be reachable from the pods.`,
        `메일은 HTTP 프록시를 거치지 않습니다. 파드에서 ${mail.join(', ')}의 smarthost에 직접 닿아야 합니다.`,
      ),
    );
  if (issuer !== undefined && proxyFor(issuer, way) !== undefined)
    notes.push(
      text(
        `Grafana calls its issuer directly, not through the proxy: ${new URL(issuer).host} must be reachable from its pods.`,
        `Grafana는 프록시 없이 발급자를 호출합니다. Grafana 파드에서 ${new URL(issuer).host}에 직접 닿아야 합니다.`,
      ),
    );
  return notes;
}
