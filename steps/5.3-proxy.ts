import { configIn, editConfig } from '../lib/alerting/config-file.ts';
import { configSecretName } from '../lib/alerting/config-secret.ts';
import type { Manifest } from '../lib/kubernetes/object.ts';
import { asList, fieldAt, withField } from '../lib/manifests/field.ts';
import { findManifest, replaceObject } from '../lib/manifests/find.ts';
import { PROMETHEUS } from '../lib/prometheus/names.ts';
import { withProxy } from '../lib/proxy/alertmanager.ts';
import { proxyNotes } from '../lib/proxy/notes.ts';
import { withProxiedTargets } from '../lib/proxy/remote-write.ts';
import { type WayOut, wayOut } from '../lib/proxy/way-out.ts';
import type { Step } from '../lib/step.ts';
import { text } from '../lib/text.ts';

const REMOTE_WRITE = ['spec', 'remoteWrite'];

/** Section 5.3: the proxy for what leaves the cluster: alerts and remote write; prometheus-msteams by its values (6.2). */
export const proxy: Step = {
  name: 'proxy',
  section: '5.3',
  title: text('Send what leaves the cluster through the proxy', '클러스터 외부 통신 프록시 설정'),
  leftOut({ answers }) {
    if (answers.proxy) return undefined;
    return text('the answers name no proxy (proxy)', '답변에 proxy 항목이 없습니다');
  },
  customise(manifests, { answers, facts }) {
    const way = wayOut(answers, facts.cluster);
    return way ? withRemoteWrite(withAlerts(manifests, way), way) : [...manifests];
  },
  notes: proxyNotes,
};

function withAlerts(manifests: readonly Manifest[], way: WayOut): readonly Manifest[] {
  const name = configSecretName(manifests);
  const secret = findManifest(manifests, 'Secret', name);
  const yaml = secret && configIn(secret.object);
  const edited = yaml === undefined ? undefined : withProxy(yaml, way);
  if (edited === undefined || edited === yaml) return manifests;
  return replaceObject(manifests, 'Secret', name, (object) => editConfig(object, () => edited));
}

function withRemoteWrite(manifests: readonly Manifest[], way: WayOut): Manifest[] {
  const found = findManifest(manifests, 'Prometheus', PROMETHEUS);
  const targets = asList(found && fieldAt(found.object, ...REMOTE_WRITE));
  const after = withProxiedTargets(targets, way);
  if (after === targets) return [...manifests];
  return replaceObject(manifests, 'Prometheus', PROMETHEUS, (object) => withField(object, REMOTE_WRITE, [...after]));
}
