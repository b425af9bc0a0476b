import { clashes } from '../lib/alerting/clashes.ts';
import { withReceivers } from '../lib/alerting/config.ts';
import { editConfig, readableConfig } from '../lib/alerting/config-file.ts';
import { configOf, configSecretName, requireConfigSecret } from '../lib/alerting/config-secret.ts';
import { deadMen } from '../lib/alerting/dead-man.ts';
import { doubts } from '../lib/alerting/doubts.ts';
import { type MountedSecret, mountedSecrets, ownSecret } from '../lib/alerting/mounted-secret.ts';
import { hasUnfilled, refuseUnfilled } from '../lib/alerting/placeholders.ts';
import { requireVersions } from '../lib/alerting/version.ts';
import type { Manifest } from '../lib/kubernetes/object.ts';
import { asList, fieldAt, withField } from '../lib/manifests/field.ts';
import { replaceObject } from '../lib/manifests/find.ts';
import { ALERTMANAGER } from '../lib/prometheus/names.ts';
import type { Input, Step } from '../lib/step.ts';
import { type Text, text } from '../lib/text.ts';

/** Section 5.3: who is told of alerts. */
export const receivers: Step = {
  name: 'receivers',
  section: '5.3',
  title: text('Set alert receivers', '알림 수신자 설정'),
  leftOut(input) {
    // The stack's own may be such that Alertmanager refuses them, or that they tell nobody.
    const { answers, stack } = input;
    const yaml = configOf(stack.manifests);
    if (answers.alerting.receivers.length > 0 || hasUnfilled(yaml) || notesOn(input).length > 0) return undefined;
    return text('the answers name no receiver (alerting.receivers)', '답변에 수신자(alerting.receivers)가 없습니다');
  },
  notes: notesOn,
  customise(manifests, { answers, stack }) {
    const wanted = answers.alerting.receivers;
    if (wanted.length === 0) return withoutReceivers(manifests);
    requireConfigSecret(manifests);
    const configured = replaceObject(manifests, 'Secret', configSecretName(manifests), (secret) =>
      editConfig(secret, (yaml) => withReceivers(yaml, wanted)),
    );
    return mountSecrets(configured, mountedSecrets(wanted), stack.operatorVersion);
  },
  desired({ answers }) {
    return mountedSecrets(answers.alerting.receivers)
      .map(ownSecret)
      .filter((secret) => secret !== undefined);
  },
};

/** What of the stack gives way to the answers, or doesn't go well with them; nothing where its file can't be read. */
function notesOn({ answers, stack }: Input): Text[] {
  const config = readableConfig(configOf(stack.manifests));
  const { receivers: wanted } = answers.alerting;
  if (!config) return [];
  return [...clashes(config, wanted), ...deadMen(config, wanted), ...doubts(config, wanted, stack.msteamsValues)];
}

/** The stack's own receivers stay as they are, as long as Alertmanager can use them. */
function withoutReceivers(manifests: readonly Manifest[]): Manifest[] {
  refuseUnfilled(asList(readableConfig(configOf(manifests))?.receivers));
  return [...manifests];
}

function mountSecrets(manifests: Manifest[], secrets: readonly MountedSecret[], operatorVersion: string): Manifest[] {
  if (secrets.length === 0) return manifests;
  return replaceObject(manifests, 'Alertmanager', ALERTMANAGER, (object) => {
    requireVersions(object, operatorVersion, secrets);
    const mounted = asList(fieldAt(object, 'spec', 'secrets'));
    return withField(object, ['spec', 'secrets'], [...new Set([...mounted, ...secrets.map(({ secret }) => secret)])]);
  });
}
