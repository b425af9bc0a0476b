import { isDeepStrictEqual } from 'node:util';
import type { JsonMap } from '../kubernetes/object.ts';
import { asList, asMap } from '../manifests/field.ts';
import { type Text, text } from '../text.ts';
import { describeReceiver, describeRoute } from './describe.ts';
import { type ReceiverAnswer, receiverConfig } from './receivers.ts';
import { hasIntegration, partRoutes, routeTo } from './routes.ts';

/** What of the stack's configuration gives way to the answers, a sentence each; no URL of it is shown. */
export function clashes(config: JsonMap, answers: readonly ReceiverAnswer[]): Text[] {
  const receivers = asList(config.receivers).map(asMap).filter(hasIntegration);
  const route = asMap(config.route);
  const { gone } = partRoutes(asList(route.routes), answers, String(route.receiver));
  return answers.flatMap((answer) => [
    ...receivers.filter(({ name }) => name === answer.name).flatMap((old) => replaced(old, answer)),
    ...gone.filter(({ receiver }) => receiver === answer.name).flatMap((old) => routeGone(old, answer)),
    ...rootGone(String(route.receiver), receivers, answer),
  ]);
}

function replaced(old: JsonMap, answer: ReceiverAnswer): Text[] {
  const ours = receiverConfig(answer);
  if (isDeepStrictEqual(old, ours)) return [];
  const [before, after] = [describeReceiver(old), describeReceiver(ours)];
  const what =
    before === after
      ? text(`${before} with other settings`, `${before}, 설정 변경`)
      : text(`${before} → ${after}`, `${before} → ${after}`);
  return [
    text(
      `The stack's receiver ${answer.name} gives way to that of the answers: ${what.en}.`,
      `스택의 수신자 ${answer.name}을(를) 답변의 수신자로 바꿉니다: ${what.ko}.`,
    ),
  ];
}

function routeGone(old: JsonMap, answer: ReceiverAnswer): Text[] {
  const ours = routeTo(answer);
  if (isDeepStrictEqual(old, ours)) return [];
  return [
    text(
      `The stack's route to ${answer.name}, ${describeRoute(old)}, gives way to that of the answers, ${describeRoute(ours)}.`,
      `스택의 ${answer.name} 경로 ${describeRoute(old)}을(를) 답변의 경로 ${describeRoute(ours)}(으)로 바꿉니다.`,
    ),
  ];
}

function rootGone(root: string, receivers: readonly JsonMap[], { name, severities }: ReceiverAnswer): Text[] {
  if (name !== root || !severities || receivers.every((receiver) => receiver.name !== root)) return [];
  return [
    text(
      `What no route of the stack takes went to ${name}; with severities in the answers it goes to nobody.`,
      `스택의 어느 경로에도 해당하지 않는 알림은 ${name}(으)로 갔으나, 답변에 severities가 있어 더는 전송되지 않습니다.`,
    ),
  ];
}
