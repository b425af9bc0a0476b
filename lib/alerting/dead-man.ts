import type { JsonMap } from '../kubernetes/object.ts';
import { asList, asMap } from '../manifests/field.ts';
import { type Text, text } from '../text.ts';
import type { ReceiverAnswer } from './receivers.ts';
import { partRoutes } from './routes.ts';
import { isDeadMan } from './watchdog.ts';

/** Which receivers of the answers get nothing but the Watchdog, a sentence each. */
export function deadMen(config: JsonMap, answers: readonly ReceiverAnswer[]): Text[] {
  const route = asMap(config.route);
  const root = String(route.receiver);
  const parted = partRoutes(asList(route.routes), answers, root);
  return answers.filter((answer) => isDeadMan(answer, parted, root)).map(({ name }) => onlyWatchdog(name));
}

function onlyWatchdog(name: string): Text {
  return text(
    `${name} gets the Watchdog only, as the stack's routes have it; give it severities to send it other alerts as well.`,
    `스택의 경로에 따라 ${name}에는 Watchdog 알림만 보냅니다. 다른 알림도 보내려면 severities를 지정하십시오.`,
  );
}
