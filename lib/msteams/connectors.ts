import { isRetired } from '../answers/webhook.ts';
import type { JsonMap } from '../kubernetes/object.ts';
import { asList, asMap } from '../manifests/field.ts';
import { type Text, text } from '../text.ts';
import type { BridgedReceiver } from './receivers.ts';

/** The chart's two lists of connectors: with a card of their own, and as `PATH: URL`. */
export const TEMPLATED = 'connectorsWithCustomTemplates';
const PLAIN = 'connectors';

/** A connector of the stack's values. */
export interface Connector {
  path: string;
  /** A secret, unless it is a placeholder. */
  url: string;
  /** As it stands in the values; undefined for one without a card of its own. */
  templated?: JsonMap;
}

type Receivers = readonly Pick<BridgedReceiver, 'name' | 'path'>[];

/** The connectors of the stack's prometheus-msteams-config.yaml. */
function connectorsIn(values: JsonMap | undefined): Connector[] {
  const templated = asList(values?.[TEMPLATED]).map((item): Connector => {
    const map = asMap(item);
    return { path: String(map.request_path ?? ''), url: String(map.webhook_url ?? ''), templated: map };
  });
  const plain = asList(values?.[PLAIN]).flatMap((item) => Object.entries(asMap(item)));
  return [...templated, ...plain.map(([path, url]): Connector => ({ path, url: String(url) }))];
}

/** Those that stay beside the answers: a path served twice would stop the server, and without a URL nobody is told. */
export function keptConnectors(values: JsonMap | undefined, receivers: Receivers): Connector[] {
  return connectorsIn(values).filter(
    (connector) => isUsable(connector) && !receivers.some((receiver) => serves(connector, receiver.path)),
  );
}

/** Whether a connector is reached at this path; the chart's keys leave out the slash at the start. */
export function serves({ path }: Connector, wanted: string): boolean {
  return path !== '' && `/${path.replace(/^\/+/, '')}` === wanted;
}

/** The list of those without a card, as the chart has it. */
export function withPlain(values: JsonMap, connectors: readonly Connector[]): JsonMap {
  if (values[PLAIN] === undefined) return values;
  const plain = connectors.filter(({ templated }) => !templated);
  return { ...values, [PLAIN]: plain.map(({ path, url }) => ({ [path]: url })) };
}

/** Which of them give way, a sentence each; nothing of a URL is shown. */
export function connectorNotes(values: JsonMap | undefined, receivers: Receivers): Text[] {
  return connectorsIn(values).flatMap((connector) => {
    const receiver = receivers.find(({ path }) => serves(connector, path));
    // A placeholder that an answer fills is what it was for.
    if (receiver) return isUsable(connector) ? [givesWay(connector, receiver.name)] : [];
    return isUsable(connector) ? [] : [leftOut(connector)];
  });
}

function isUsable({ path, url }: Connector): boolean {
  return path !== '' && /^https?:\/\//.test(url) && URL.canParse(url) && !/[<>]/.test(url) && !isRetired(url);
}

function givesWay({ path }: Connector, name: string): Text {
  return text(
    `The stack's connector of prometheus-msteams for ${path} gives way to the webhook of ${name} of the answers.`,
    `스택의 prometheus-msteams 커넥터 ${path}을(를) 답변의 수신자 ${name}의 웹훅으로 바꿉니다.`,
  );
}

function leftOut({ path, url }: Connector): Text {
  const shown = path === '' ? '-' : path;
  const way = `alerting.receivers: { type: prometheus-msteams, path: ${shown}, … }`;
  return isRetired(url)
    ? text(
        `The stack's connector of prometheus-msteams for ${shown} is left out: it leads to an Office 365 connector, which Microsoft retired in May 2026. To have it answer ${way}.`,
        `스택의 prometheus-msteams 커넥터 ${shown}은(는) 2026년 5월에 종료된 Office 365 커넥터로 보내므로 제외합니다. 필요하면 ${way}(으)로 지정하십시오.`,
      )
    : text(
        `The stack's connector of prometheus-msteams for ${shown} is left out: it has no URL yet. To have it answer ${way}.`,
        `스택의 prometheus-msteams 커넥터 ${shown}에 URL이 없어 제외합니다. 필요하면 ${way}(으)로 지정하십시오.`,
      );
}
