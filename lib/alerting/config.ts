import { type Document, isNode, isSeq, parseDocument, type YAMLSeq } from 'yaml';
import { RunbookError } from '../errors.ts';
import type { Json, JsonMap, KubeObject } from '../kubernetes/object.ts';
import { asList, asMap } from '../manifests/field.ts';
import { type Text, text } from '../text.ts';
import { type ReceiverAnswer, receiverConfig } from './receivers.ts';
import { withRoutes } from './routes.ts';

/** Name of the file in the Secret of section 5.3. */
export const CONFIG_KEY = 'alertmanager.yaml';

/**
 * Adds receivers and their routes to an Alertmanager configuration. All that it has stays, with its order and comments;
 * a receiver of the same name is replaced, so that doing it again changes nothing.
 * @throws RunbookError when the text is no Alertmanager configuration, or still holds a placeholder for a URL.
 */
export function withReceivers(yaml: string, answers: readonly ReceiverAnswer[]): string {
  const document = parseDocument(yaml);
  if (document.errors[0]) throw unreadable(document.errors[0].message);
  const config = asMap(document.toJS());
  const route = asMap(config.route);
  if (typeof route.receiver !== 'string') {
    throw unreadable(text('it has no route with a receiver', 'receiver가 있는 route가 없습니다'));
  }
  const receivers = replaceByName(asList(config.receivers), answers.map(receiverConfig));
  refusePlaceholders(receivers);
  const root = receivers.map(asMap).find(({ name }) => name === route.receiver) ?? { name: route.receiver };
  setList(document, ['receivers'], receivers);
  setList(document, ['route', 'routes'], withRoutes(asList(route.routes), answers, root));
  return document.toString({ lineWidth: 0 });
}

/** The Secret with the configuration in it edited, whether it stands there in plain text or in base64. */
export function editConfig(secret: KubeObject, edit: (yaml: string) => string): KubeObject {
  const plain = asMap(secret.stringData);
  const encoded = asMap(secret.data);
  if (typeof plain[CONFIG_KEY] === 'string') {
    return { ...secret, stringData: { ...plain, [CONFIG_KEY]: edit(plain[CONFIG_KEY]) } };
  }
  if (typeof encoded[CONFIG_KEY] !== 'string') {
    throw unreadable(text(`the Secret has no ${CONFIG_KEY}`, `Secret에 ${CONFIG_KEY}이(가) 없습니다`));
  }
  const edited = edit(Buffer.from(encoded[CONFIG_KEY], 'base64').toString());
  return { ...secret, data: { ...encoded, [CONFIG_KEY]: Buffer.from(edited).toString('base64') } };
}

function replaceByName(old: readonly Json[], ours: readonly JsonMap[]): Json[] {
  const byName = new Map(ours.map((receiver) => [receiver.name, receiver]));
  const names = new Set(old.map((receiver) => asMap(receiver).name));
  const replaced = old.map((receiver) => byName.get(asMap(receiver).name) ?? receiver);
  return [...replaced, ...ours.filter(({ name }) => !names.has(name))];
}

/** Sets a list, keeping the nodes (and so the comments and quotes) of the items that are there already. */
function setList(document: Document, path: string[], items: readonly Json[]): void {
  const node = document.getIn(path);
  const list: YAMLSeq<unknown> = isSeq(node) ? node : document.createNode([]);
  const known = new Map(list.items.map((item) => [JSON.stringify(isNode(item) ? item.toJS(document) : item), item]));
  list.items = items.map((item) => known.get(JSON.stringify(item)) ?? document.createNode(item));
  document.setIn(path, list);
}

function refusePlaceholders(receivers: readonly Json[]): void {
  const open = receivers.map(asMap).filter(({ webhook_configs: configs }) => asList(configs).some(isPlaceholder));
  if (open.length === 0) return;
  throw unreadable(
    ...open.map(({ name }) =>
      text(
        `receiver ${name} of the stack still has a placeholder for its URL`,
        `스택의 수신자 ${name}에 URL 대신 자리표시자가 남아 있습니다`,
      ),
    ),
  );
}

function isPlaceholder(config: Json): boolean {
  const { url } = asMap(config);
  return typeof url === 'string' && !/^https?:\/\//.test(url);
}

function unreadable(...causes: (Text | string)[]): RunbookError {
  return new RunbookError({
    section: '5.3',
    doing: text(`Adding receivers to ${CONFIG_KEY}`, `${CONFIG_KEY}에 수신자 추가`),
    causes,
    hint: text(
      'put it right in alertmanager-secret.yaml of the stack, or give a receiver of that name in alerting.receivers',
      '스택의 alertmanager-secret.yaml을 고치거나 alerting.receivers에 같은 이름의 수신자를 지정하십시오',
    ),
  });
}
