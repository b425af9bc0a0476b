import { type Document, isNode, isSeq, type YAMLSeq } from 'yaml';
import { type RunbookError, usageError } from '../errors.ts';
import type { Json, JsonMap } from '../kubernetes/object.ts';
import { asList, asMap } from '../manifests/field.ts';
import { text } from '../text.ts';
import { parseConfig, unusable } from './config-file.ts';
import { refuseUnfilled } from './placeholders.ts';
import { type ReceiverAnswer, receiverConfig } from './receivers.ts';
import { hasIntegration, partRoutes, silencingNames, withRoutes } from './routes.ts';
import { wantsWatchdog } from './watchdog.ts';

/**
 * Adds receivers and their routes to an Alertmanager configuration. All that it has stays, with its order and comments;
 * a receiver of the same name is replaced, so that doing it again changes nothing.
 * @throws RunbookError when the text is no Alertmanager configuration, or still holds a placeholder for a URL (exit 3),
 * or a receiver has the name by which the stack silences alerts (exit 2).
 */
export function withReceivers(yaml: string, answers: readonly ReceiverAnswer[]): string {
  const { document, config } = parseConfig(yaml);
  const route = asMap(config.route);
  if (typeof route.receiver !== 'string') {
    throw unusable([text('it has no route with a receiver', 'receiver가 있는 route가 없습니다')]);
  }
  const old = asList(config.receivers);
  const routes = asList(route.routes);
  refuseSilencing(answers, silencingNames(routes, old));
  const replaced = replaceByName(old, answers.map(receiverConfig));
  refuseUnfilled(replaced);
  const root = rootFor(route.receiver, replaced, answers);
  const isNew = !replaced.some((receiver) => asMap(receiver).name === root.name);
  setList(document, ['receivers'], isNew && root.name !== route.receiver ? [...replaced, root] : replaced);
  if (root.name !== route.receiver) document.setIn(['route', 'receiver'], root.name);
  const parted = partRoutes(routes, answers, route.receiver);
  setList(document, ['route', 'routes'], withRoutes(parted, answers, root));
  return document.toString({ lineWidth: 0 });
}

/**
 * The receiver of whatever no route takes. One of ours that wants some severities only can't be it, for it would get
 * all the rest too: then it is one that tells no one.
 */
function rootFor(name: string, receivers: readonly Json[], answers: readonly ReceiverAnswer[]): JsonMap {
  const named = (wanted: string) =>
    receivers.map(asMap).find((receiver) => receiver.name === wanted) ?? { name: wanted };
  if (!answers.some((answer) => answer.name === name && answer.severities)) return named(name);
  const silent = ['null', 'unmatched'].map(named).find((receiver) => !hasIntegration(receiver));
  return silent ?? { name: 'runbook-unmatched' };
}

function refuseSilencing(answers: readonly ReceiverAnswer[], silencing: readonly string[]): void {
  const taken = answers.filter(({ name, severities }) => silencing.includes(name) && !wantsWatchdog(severities));
  if (taken.length > 0) throw silencingError(taken);
}

function silencingError(taken: readonly ReceiverAnswer[]): RunbookError {
  return usageError(
    text('5.3 Receivers', '5.3 수신자'),
    taken.map(({ name }) =>
      text(
        `${name} is the receiver by which the stack silences alerts: they would be sent instead`,
        `${name}은(는) 스택이 알림을 버리는 수신자입니다. 버려야 할 알림이 전송됩니다`,
      ),
    ),
    text('choose another name in alerting.receivers', 'alerting.receivers에서 다른 이름을 지정하십시오'),
  );
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
