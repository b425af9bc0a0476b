import { usageError } from '../errors.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { fieldAt } from '../manifests/field.ts';
import { type Text, text } from '../text.ts';
import type { MountedSecret } from './mounted-secret.ts';
import type { ReceiverAnswer } from './receivers.ts';

/** The first Alertmanager (0.N) that reads such a receiver's secret from a file. */
const FIRST: Partial<Record<ReceiverAnswer['type'], number>> = { msteams: 28, slack: 22, email: 25 };
/** The first operator (0.N) that passes webhook_url_file of type msteams on as it stands. */
const FIRST_OPERATOR = 81;

/**
 * Every type has its first version; one that can't be told is let through.
 * @throws RunbookError (exit 2) that names the receivers the stack is too old for.
 */
export function requireVersions(
  alertmanager: KubeObject,
  operatorVersion: string,
  mounted: readonly MountedSecret[],
): void {
  const version = versionOf(alertmanager);
  // Without a selector the operator doesn't look into the configuration.
  const parses = fieldAt(alertmanager, 'spec', 'alertmanagerConfigSelector') !== undefined;
  const causes = mounted.flatMap(({ receiver: { name, type } }) => {
    const first = FIRST[type] ?? 0;
    if (isBefore(version, first)) return [tooOld(name, type, 'Alertmanager', version, first)];
    if (type !== 'msteams' || !parses || !isBefore(operatorVersion, FIRST_OPERATOR)) return [];
    return [tooOld(name, type, 'prometheus-operator', operatorVersion, FIRST_OPERATOR)];
  });
  if (causes.length === 0) return;
  const teams = mounted.some(({ receiver }) => receiver.type === 'msteams');
  throw usageError(text('5.3 Receivers', '5.3 수신자'), causes, teams ? USE_BRIDGE : USE_NEWER);
}

const USE_BRIDGE = text(
  'use type prometheus-msteams for Teams, or a newer stack (stack.ref)',
  'Teams에는 prometheus-msteams 유형을 쓰거나, 더 새로운 스택(stack.ref)을 사용하십시오',
);
const USE_NEWER = text('use a newer stack (stack.ref)', '더 새로운 스택(stack.ref)을 사용하십시오');

function tooOld(name: string, type: string, program: string, version: string, first: number): Text {
  return text(
    `${name}: type ${type} needs ${program} 0.${first} or newer; the stack's is ${version}`,
    `${name}: ${type} 유형에는 ${program} 0.${first} 이상이 필요합니다. 스택의 버전: ${version}`,
  );
}

function isBefore(version: string, minor: number): boolean {
  const [, major, actual] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  return major === '0' && actual !== undefined && Number(actual) < minor;
}

function versionOf(alertmanager: KubeObject): string {
  const image = String(fieldAt(alertmanager, 'spec', 'image') ?? '');
  return String(fieldAt(alertmanager, 'spec', 'version') ?? image.split(':').at(-1));
}
