import type { Answers } from '../answers/schema.ts';
import { usageError } from '../errors.ts';
import { text } from '../text.ts';

/** The Secret with Grafana's certificate, which the Ingress uses (section 3.4). */
export function tlsSecretName({ grafana }: Answers): string {
  return grafana.certificate.source === 'secret' ? grafana.certificate.name : 'grafana-tls';
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
