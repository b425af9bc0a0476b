import type { Json } from '../kubernetes/object.ts';
import { asList, asMap } from '../manifests/field.ts';
import { text } from '../text.ts';
import { readableConfig, unusable } from './config-file.ts';

/** Names of the receivers that still have a placeholder such as `<alert endpoint>` where a URL belongs. */
function unfilledReceivers(receivers: readonly Json[]): string[] {
  return receivers
    .map(asMap)
    .filter((receiver) =>
      Object.entries(receiver).some(([kind, configs]) => asList(configs).some((config) => isUnfilled(kind, config))),
    )
    .map(({ name }) => String(name));
}

/** Whether a configuration has such receivers; one that can't be read says nothing of that. */
export function hasUnfilled(yaml: string): boolean {
  return unfilledReceivers(asList(readableConfig(yaml)?.receivers)).length > 0;
}

/** @throws RunbookError (exit 3) that names each such receiver and the answer that fills it. */
export function refuseUnfilled(receivers: readonly Json[]): void {
  const names = unfilledReceivers(receivers);
  const [first] = names;
  if (first === undefined) return;
  const answer = `alerting: { receivers: [{ name: ${JSON.stringify(first)}, type: prometheus-msteams, path: /alert1, webhookUrl: { env: TEAMS_WEBHOOK_URL } }] }`;
  throw unusable(
    names.map((name) =>
      text(
        `receiver ${name} of the stack still has a placeholder for its URL: Alertmanager would refuse the file`,
        `스택의 수신자 ${name}에 URL 대신 자리표시자가 남아 있습니다. Alertmanager가 이 파일을 거부합니다`,
      ),
    ),
    text(
      `give a receiver of that name in the answers, such as ${answer}, or put the URL into alertmanager-secret.yaml of the stack`,
      `답변에 같은 이름의 수신자를 지정하거나(예: ${answer}) 스택의 alertmanager-secret.yaml에 URL을 적으십시오`,
    ),
  );
}

function isUnfilled(kind: string, config: Json): boolean {
  return Object.entries(asMap(config)).some(([key, value]) => {
    if (typeof value !== 'string' || !/(^|_)url$/.test(key)) return false;
    return /<[^<>]*>/.test(value) || (kind === 'webhook_configs' && key === 'url' && !/^https?:\/\//.test(value));
  });
}
