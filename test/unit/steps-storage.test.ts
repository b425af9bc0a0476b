import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fieldAt, withField } from '../../lib/manifests/field.ts';
import { requireManifest } from '../../lib/manifests/find.ts';
import { defaultRetentionSize } from '../../lib/prometheus/retention-size.ts';
import { withVolume } from '../../lib/prometheus/volume.ts';
import { loadStack } from '../../lib/stack/load.ts';
import type { Input } from '../../lib/step.ts';
import { storage } from '../../steps/5.3-storage.ts';
import { inputOf, MINIATURE, PRESENT } from '../helpers/stack.ts';

const CLAIM = ['spec', 'storage', 'volumeClaimTemplate', 'spec'];
const customise = (input: Input, manifests = input.stack.manifests) => storage.customise?.(manifests, input) ?? [];

for (const [size, kept] of [
  ['50Gi', '42GiB'],
  ['5Gi', '4352MiB'],
  ['1Gi', '870MiB'],
  ['2Ti', '1740GiB'],
  ['100G', '79GiB'],
  ['500M', '405MiB'],
  ['12.5Gi', '10GiB'],
  ['1Mi', '1MiB'],
] as const) {
  test(`of ${size} Prometheus keeps ${kept}`, () => assert.is(defaultRetentionSize(size), kept));
}

for (const folder of PRESENT) {
  test(`${folder}: both get volumes, Prometheus its retention`, async () => {
    const input = inputOf(await loadStack(folder), { storage: { className: 'csi-cephfs-sc' } });
    const manifests = customise(input);
    const prometheus = requireManifest(manifests, 'Prometheus', 'k8s').object;
    const alertmanager = requireManifest(manifests, 'Alertmanager', 'main').object;
    const claim = { accessModes: ['ReadWriteOnce'], storageClassName: 'csi-cephfs-sc' };
    assert.equal(fieldAt(prometheus, ...CLAIM), { ...claim, resources: { requests: { storage: '50Gi' } } });
    assert.equal(fieldAt(alertmanager, ...CLAIM), { ...claim, resources: { requests: { storage: '5Gi' } } });
    assert.is(fieldAt(prometheus, 'spec', 'retention'), '15d');
    assert.is(fieldAt(prometheus, 'spec', 'retentionSize'), '42GiB');
  });

  test(`${folder}: doing it twice is doing it once, and the input stays`, async () => {
    const input = inputOf(await loadStack(folder), { storage: { className: 'a' } });
    const before = JSON.stringify(input);
    const once = customise(input);
    assert.equal(customise(input, once), once);
    assert.is(JSON.stringify(input), before);
    const changed = once.filter((manifest, index) => manifest !== input.stack.manifests[index]);
    assert.equal(changed.map(({ object }) => object.kind).sort(), ['Alertmanager', 'Prometheus']);
  });
}

test('what the stack says of a volume stays, but for class and size', async () => {
  const { stack } = inputOf(await loadStack(MINIATURE));
  const { object } = requireManifest(stack.manifests, 'Prometheus', 'k8s');
  const template = {
    metadata: { labels: { tier: 'fast' } },
    spec: {
      accessModes: ['ReadWriteMany'],
      storageClassName: 'old',
      resources: { requests: { storage: '1Gi' }, limits: { storage: '9Gi' } },
      volumeMode: 'Filesystem',
    },
  };
  const old = withField(object, ['spec', 'storage'], { emptyDir: {}, volumeClaimTemplate: template });
  assert.equal(fieldAt(withVolume(old, { size: '50Gi', className: 'new' }), 'spec', 'storage'), {
    volumeClaimTemplate: {
      metadata: { labels: { tier: 'fast' } },
      spec: {
        accessModes: ['ReadWriteMany'],
        storageClassName: 'new',
        resources: { requests: { storage: '50Gi' }, limits: { storage: '9Gi' } },
        volumeMode: 'Filesystem',
      },
    },
  });
  assert.is(fieldAt(withVolume(old, { size: '50Gi' }), ...CLAIM, 'storageClassName'), 'old');
});

test('an answer goes before the default', async () => {
  const answers = { storage: { prometheus: { size: '100Gi', retention: '30d', retentionSize: '90GiB' } } };
  const { object } = requireManifest(customise(inputOf(await loadStack(MINIATURE), answers)), 'Prometheus', 'k8s');
  assert.is(fieldAt(object, 'spec', 'retention'), '30d');
  assert.is(fieldAt(object, 'spec', 'retentionSize'), '90GiB');
  assert.is(fieldAt(object, ...CLAIM, 'storageClassName'), undefined);
});

test.run();
