import { isRetired } from '../answers/webhook.ts';
import type { JsonMap } from '../kubernetes/object.ts';
import { asList, asMap } from '../manifests/field.ts';
import { keptConnectors, serves } from '../msteams/connectors.ts';
import { bridgedReceivers } from '../msteams/receivers.ts';
import { type Text, text } from '../text.ts';
import { urlsOf } from './describe.ts';
import { type ReceiverAnswer, receiverConfig } from './receivers.ts';

/**
 * What of the stack's configuration stays but can't do what it seems to, by itself or beside the answers; a sentence
 * each, without a secret. `msteams` is the stack's prometheus-msteams-config.yaml.
 */
export function doubts(config: JsonMap, answers: readonly ReceiverAnswer[], msteams?: JsonMap): Text[] {
  const ours = new Set(answers.map(({ name }) => name));
  const kept = asList(config.receivers)
    .map(asMap)
    .filter(({ name }) => !ours.has(String(name)));
  return [
    ...kept.flatMap((receiver) => [
      ...dead(receiver),
      ...twice(receiver, answers),
      ...unserved(receiver, answers, msteams),
    ]),
    ...inherited(asMap(config.global), answers),
  ];
}

function dead(receiver: JsonMap): Text[] {
  if (!urlsOf(receiver).some(isRetired)) return [];
  return [
    text(
      `The stack's receiver ${receiver.name} sends to an Office 365 connector, which Microsoft retired in May 2026: it tells nobody. Put a receiver of that name into alerting.receivers.`,
      `스택의 수신자 ${receiver.name}은(는) 2026년 5월에 종료된 Office 365 커넥터로 보내므로 알림이 전달되지 않습니다. alerting.receivers에 같은 이름의 수신자를 지정하십시오.`,
    ),
  ];
}

/** One that sends where one of the answers sends to. */
function twice(receiver: JsonMap, answers: readonly ReceiverAnswer[]): Text[] {
  return urlsOf(receiver).flatMap((url) => {
    const same = answers.find((answer) => urlsOf(receiverConfig(answer)).some((other) => isSame(url, other)));
    return same ? [toldTwice(String(receiver.name), same.name)] : [];
  });
}

function isSame(url: string, other: string): boolean {
  const path = bridgePath(url);
  return path === undefined ? other === url : bridgePath(other) === path;
}

/** One that sends to a path that prometheus-msteams won't have, or to a prometheus-msteams that nobody installs. */
function unserved(receiver: JsonMap, answers: readonly ReceiverAnswer[], msteams: JsonMap | undefined): Text[] {
  const bridged = bridgedReceivers({ alerting: { receivers: [...answers] } });
  const kept = keptConnectors(msteams, bridged);
  return urlsOf(receiver).flatMap((url) => {
    const path = bridgePath(url);
    if (path === undefined || bridged.some((answer) => answer.path === path)) return [];
    if (bridged.length === 0) return [notInstalled(String(receiver.name), path)];
    return kept.some((connector) => serves(connector, path)) ? [] : [noConnector(String(receiver.name), path)];
  });
}

function toldTwice(name: string, ours: string): Text {
  return text(
    `The stack's receiver ${name} sends to the same place as ${ours} of the answers: alerts may be told twice. Name yours ${name} to replace it.`,
    `스택의 수신자 ${name}이(가) 답변의 ${ours}과(와) 같은 곳으로 보내므로 알림이 두 번 갈 수 있습니다. 바꾸려면 답변의 수신자 이름을 ${name}(으)로 하십시오.`,
  );
}

function noConnector(name: string, path: string): Text {
  const way = answerFor(name, path);
  return text(
    `The stack's receiver ${name} sends to prometheus-msteams at ${path}, and neither a receiver of the answers nor a connector of the stack has that path: it tells nobody. Put ${way} into alerting.receivers.`,
    `스택의 수신자 ${name}은(는) prometheus-msteams의 ${path}(으)로 보내지만 답변의 수신자와 스택의 커넥터에 그 path가 없어 알림이 전달되지 않습니다. alerting.receivers에 ${way}을(를) 지정하십시오.`,
  );
}

function notInstalled(name: string, path: string): Text {
  const way = answerFor(name, path);
  return text(
    `The stack's receiver ${name} sends to prometheus-msteams at ${path}, and no receiver of the answers is of that type, so section 6 is left out: unless it is installed already, ${name} tells nobody. Put ${way} into alerting.receivers.`,
    `스택의 수신자 ${name}은(는) prometheus-msteams의 ${path}(으)로 보내지만 답변에 그 유형의 수신자가 없어 6장을 건너뜁니다. 이미 설치되어 있지 않으면 알림이 전달되지 않습니다. alerting.receivers에 ${way}을(를) 지정하십시오.`,
  );
}

function answerFor(name: string, path: string): string {
  return `{ name: ${name}, type: prometheus-msteams, path: ${path}, … }`;
}

/** The path that a URL has in prometheus-msteams, by whichever of its names that is called. */
function bridgePath(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, pathname } = new URL(url);
  return /^prometheus-msteams(\.monitoring(\.svc(\..+)?)?)?$/.test(hostname) ? pathname : undefined;
}

/** Alertmanager lets a receiver inherit from `global` what it doesn't say itself. */
function inherited(global: JsonMap, answers: readonly ReceiverAnswer[]): Text[] {
  const token = global.slack_app_token ?? global.slack_app_token_file;
  return answers.flatMap((answer) => {
    if (answer.type === 'slack' && token !== undefined) return [appToken(answer.name)];
    const { smtp_auth_username: user, smtp_smarthost: host } = global;
    if (answer.type !== 'email' || answer.username !== undefined) return [];
    return user === undefined || host === answer.smarthost ? [] : [login(answer.name, answer.smarthost)];
  });
}

function appToken(name: string): Text {
  return text(
    `The stack's global slack_app_token goes before the webhook URL of ${name}: Alertmanager sends through that app. Remove it from the stack to use the webhook.`,
    `스택의 global slack_app_token이 ${name}의 웹훅 URL보다 우선하여 Alertmanager가 그 앱으로 보냅니다. 웹훅을 쓰려면 스택에서 제거하십시오.`,
  );
}

function login(name: string, smarthost: string): Text {
  return text(
    `${name} has no username: Alertmanager logs in to ${smarthost} with the stack's global smtp_auth_username and password, which were meant for another server.`,
    `${name}에 username이 없으므로 Alertmanager가 다른 서버용인 스택의 global smtp_auth_username과 비밀번호로 ${smarthost}에 로그인합니다.`,
  );
}
