import type { Answers } from '../answers/schema.ts';
import { usageError } from '../errors.ts';
import type { Stack } from '../stack.ts';
import { text } from '../text.ts';
import { chainOfStack, secretNameOf } from './stack-chain.ts';

/** The Secret with Grafana's certificate, as the document names it (section 3.4). */
const TLS_SECRET = 'grafana-tls';

/**
 * The Secret with Grafana's certificate, which the Ingress uses (section 3.4): that of the answers, else the one that
 * the stack's Certificate writes. One that only the stack's Ingress names may be anybody's, and is not written to.
 */
export function tlsSecretName(
  stack: Pick<Stack, 'certManager' | 'preliminary' | 'manifests'>,
  { grafana }: Answers,
): string {
  if (grafana.certificate.source === 'secret') return grafana.certificate.name;
  return secretNameOf(chainOfStack(stack).certificate?.object) ?? TLS_SECRET;
}

/** The URL people open, with the slash at its end; undefined when Grafana has no host name. */
export function rootUrl({ grafana }: Answers): string | undefined {
  return grafana.host && `https://${grafana.host}/`;
}

/** Grafana's host name, for what can't be made without one. @throws RunbookError naming the answer. */
export function requireHost({ grafana }: Answers): string {
  if (grafana.host) return grafana.host;
  throw usageError(
    text("Taking Grafana's host name from the answers", '답변에서 Grafana 호스트 이름 확인'),
    [text('grafana.host is missing', 'grafana.host가 없습니다')],
    text(
      'set grafana.host, or grafana.expose to none when Grafana needs no Ingress',
      'grafana.host를 지정하거나, Ingress가 필요 없으면 grafana.expose를 none으로 지정하십시오',
    ),
  );
}
