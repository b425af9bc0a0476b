import type { Manifest } from '../kubernetes/object.ts';
import { fieldAt } from '../manifests/field.ts';
import { findManifest } from '../manifests/find.ts';
import { ALERTMANAGER } from '../prometheus/names.ts';
import { text } from '../text.ts';
import { CONFIG_KEY, configIn, unusable } from './config-file.ts';

/** Name of the Secret that Alertmanager's configuration is read from: `spec.configSecret`, else the operator's rule. */
export function configSecretName(manifests: readonly Manifest[]): string {
  const named = fieldAt(alertmanagerIn(manifests), 'spec', 'configSecret');
  return typeof named === 'string' && named !== '' ? named : `alertmanager-${ALERTMANAGER}`;
}

/** The stack's configuration as it is written; an empty text where it has none. */
export function configOf(manifests: readonly Manifest[]): string {
  const secret = findManifest(manifests, 'Secret', configSecretName(manifests));
  return (secret && configIn(secret.object)) ?? '';
}

/** @throws RunbookError (exit 3) when Alertmanager reads no Secret that the stack has, so that no edit would reach it. */
export function requireConfigSecret(manifests: readonly Manifest[]): void {
  const other = fieldAt(alertmanagerIn(manifests), 'spec', 'alertmanagerConfiguration', 'name');
  if (other !== undefined) {
    throw unusable(
      [
        text(
          `Alertmanager ${ALERTMANAGER} takes its configuration from AlertmanagerConfig ${other} (spec.alertmanagerConfiguration), and no Secret is read`,
          `Alertmanager ${ALERTMANAGER}이(가) AlertmanagerConfig ${other}(spec.alertmanagerConfiguration)에서 설정을 가져오며 Secret은 읽지 않습니다`,
        ),
      ],
      text(
        'remove spec.alertmanagerConfiguration in the stack, or leave alerting.receivers out',
        '스택에서 spec.alertmanagerConfiguration을 빼거나 alerting.receivers를 비우십시오',
      ),
    );
  }
  const name = configSecretName(manifests);
  if (findManifest(manifests, 'Secret', name)) return;
  throw unusable(
    [
      text(
        `Alertmanager ${ALERTMANAGER} reads its configuration from Secret ${name}, which the stack does not have`,
        `Alertmanager ${ALERTMANAGER}이(가) 설정을 읽는 Secret ${name}이(가) 스택에 없습니다`,
      ),
    ],
    text(
      `put that Secret with its ${CONFIG_KEY} into the stack's manifests, or leave alerting.receivers out`,
      `${CONFIG_KEY}이(가) 든 그 Secret을 스택의 manifests에 넣거나 alerting.receivers를 비우십시오`,
    ),
  );
}

function alertmanagerIn(manifests: readonly Manifest[]) {
  return findManifest(manifests, 'Alertmanager', ALERTMANAGER)?.object;
}
