import { withReceivers } from '../lib/alerting/config.ts';
import { configIn, editConfig, parseConfig } from '../lib/alerting/config-file.ts';
import { hasUnfilled, refuseUnfilled } from '../lib/alerting/placeholders.ts';
import { requireMsteamsVersion } from '../lib/alerting/version.ts';
import {
  type MsteamsReceiver,
  msteamsReceivers,
  webhookSecret,
  webhookSecretName,
} from '../lib/alerting/webhook-secret.ts';
import type { Manifest } from '../lib/kubernetes/object.ts';
import { asList, fieldAt, withField } from '../lib/manifests/field.ts';
import { findManifest, replaceObject } from '../lib/manifests/find.ts';
import { ALERTMANAGER } from '../lib/prometheus/names.ts';
import type { Step } from '../lib/step.ts';
import { text } from '../lib/text.ts';

const CONFIG_SECRET = `alertmanager-${ALERTMANAGER}`;

/** Section 5.3: who is told of alerts. */
export const receivers: Step = {
  name: 'receivers',
  section: '5.3',
  title: text('Set alert receivers', '알림 수신자 설정'),
  leftOut({ answers, stack }) {
    // A placeholder of the stack would make Alertmanager refuse its configuration, receivers of ours or not.
    if (answers.alerting.receivers.length > 0 || hasUnfilled(configOf(stack.manifests))) return undefined;
    return text('the answers name no receiver (alerting.receivers)', '답변에 수신자(alerting.receivers)가 없습니다');
  },
  customise(manifests, { answers }) {
    const wanted = answers.alerting.receivers;
    if (wanted.length === 0) return withoutReceivers(manifests);
    const configured = replaceObject(manifests, 'Secret', CONFIG_SECRET, (secret) =>
      editConfig(secret, (yaml) => withReceivers(yaml, wanted)),
    );
    return mountWebhooks(configured, msteamsReceivers(wanted));
  },
  desired({ answers }) {
    return msteamsReceivers(answers.alerting.receivers)
      .map(webhookSecret)
      .filter((secret) => secret !== undefined);
  },
};

function configOf(manifests: readonly Manifest[]): string {
  const secret = findManifest(manifests, 'Secret', CONFIG_SECRET);
  return (secret && configIn(secret.object)) ?? '';
}

/** The stack's own receivers stay as they are, as long as Alertmanager can use them. */
function withoutReceivers(manifests: readonly Manifest[]): Manifest[] {
  const yaml = configOf(manifests);
  if (hasUnfilled(yaml)) refuseUnfilled(asList(parseConfig(yaml).config.receivers));
  return [...manifests];
}

function mountWebhooks(manifests: Manifest[], native: readonly MsteamsReceiver[]): Manifest[] {
  if (native.length === 0) return manifests;
  return replaceObject(manifests, 'Alertmanager', ALERTMANAGER, (object) => {
    requireMsteamsVersion(object, native);
    const mounted = asList(fieldAt(object, 'spec', 'secrets'));
    return withField(object, ['spec', 'secrets'], [...new Set([...mounted, ...native.map(webhookSecretName)])]);
  });
}
