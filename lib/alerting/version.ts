import { usageError } from '../errors.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { fieldAt } from '../manifests/field.ts';
import { text } from '../text.ts';
import type { MsteamsReceiver } from './webhook-secret.ts';

/**
 * Type msteams needs Alertmanager 0.28, the first to know Workflows. A version that can't be told is let through.
 * @throws RunbookError naming the receivers.
 */
export function requireMsteamsVersion(alertmanager: KubeObject, receivers: readonly MsteamsReceiver[]): void {
  const version = versionOf(alertmanager);
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  if (receivers.length === 0 || minor === undefined || Number(major) > 0 || Number(minor) >= 28) return;
  const names = receivers.map(({ name }) => name).join(', ');
  throw usageError(
    text(`5.3 Receivers of type msteams: ${names}`, `5.3 msteams 유형의 수신자: ${names}`),
    [
      text(
        `the stack's Alertmanager is ${version}; sending to Teams itself needs 0.28`,
        `스택의 Alertmanager 버전이 ${version}입니다. Teams로 직접 보내려면 0.28 이상이어야 합니다`,
      ),
    ],
    text('use type prometheus-msteams', 'prometheus-msteams 유형을 사용하십시오'),
  );
}

function versionOf(alertmanager: KubeObject): string {
  const image = String(fieldAt(alertmanager, 'spec', 'image') ?? '');
  return String(fieldAt(alertmanager, 'spec', 'version') ?? image.split(':').at(-1));
}
