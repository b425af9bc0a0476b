import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import type { ClaimFact } from '../../lib/facts.ts';
import type { JsonMap } from '../../lib/kubernetes/object.ts';
import { fieldAt, withField } from '../../lib/manifests/field.ts';
import { replaceObject, requireManifest } from '../../lib/manifests/find.ts';
import { defaultRetentionSize } from '../../lib/prometheus/retention-size.ts';
import { withAnsweredVolume } from '../../lib/prometheus/volume.ts';
import { loadStack } from '../../lib/stack/load.ts';
import type { Stack } from '../../lib/stack.ts';
import type { Input } from '../../lib/step.ts';
import { storage } from '../../steps/5.3-storage.ts';
import { inputOf, MINIATURE, PRESENT } from '../helpers/stack.ts';

const CLAIM = ['spec', 'storage', 'volumeClaimTemplate', 'spec'];
const SIZE = [...CLAIM, 'resources', 'requests', 'storage'];
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
  const { file, object } = requireManifest(stack.manifests, 'Prometheus', 'k8s');
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
  const volume = (size: string | undefined, className?: string) =>
    withAnsweredVolume(
      { file, object: old },
      'prometheus',
      inputOf(stack, { storage: { className, prometheus: { size } } } as AnswersFile),
    );
  assert.equal(fieldAt(volume('50Gi', 'new').object, 'spec', 'storage'), {
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
  assert.is(fieldAt(volume('50Gi').object, ...CLAIM, 'storageClassName'), 'old');
  assert.is(fieldAt(volume(undefined).object, ...SIZE), '1Gi', "the stack's size goes before our default");
  assert.is(volume(undefined).byDefault, undefined);
});

test('an answer goes before the default', async () => {
  const answers = { storage: { prometheus: { size: '100Gi', retention: '30d', retentionSize: '90GiB' } } };
  const { object } = requireManifest(customise(inputOf(await loadStack(MINIATURE), answers)), 'Prometheus', 'k8s');
  assert.is(fieldAt(object, 'spec', 'retention'), '30d');
  assert.is(fieldAt(object, 'spec', 'retentionSize'), '90GiB');
  assert.is(fieldAt(object, ...CLAIM, 'storageClassName'), undefined);
});

/** The miniature with these fields in the spec of its Prometheus. */
async function stackWith(spec: JsonMap): Promise<Stack> {
  const stack = await loadStack(MINIATURE);
  const manifests = replaceObject(stack.manifests, 'Prometheus', 'k8s', (object) =>
    Object.entries(spec).reduce((made, [key, value]) => withField(made, ['spec', key], value), object),
  );
  return { ...stack, manifests };
}
const prometheusOf = (input: Input) => requireManifest(customise(input), 'Prometheus', 'k8s');
const retentionOf = (input: Input) =>
  ['retention', 'retentionSize'].map((key) => fieldAt(prometheusOf(input).object, 'spec', key));

test('how long and how much is kept: the answer, else the stack, else ours', async () => {
  const stack = await stackWith({ retention: '3d', retentionSize: '7GiB' });
  assert.equal(retentionOf(inputOf(stack)), ['3d', '7GiB']);
  assert.equal(retentionOf(inputOf(stack, { storage: { prometheus: { retention: '9d' } } })), ['9d', '7GiB']);
  assert.equal(retentionOf(inputOf(stack, { storage: { prometheus: { size: '100Gi' } } })), ['3d', '85GiB']);
  assert.equal(retentionOf(inputOf(await loadStack(MINIATURE))), ['15d', '42GiB']);
});

test('a size that the stack has as a number of bytes is a size', async () => {
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: 50 * 2 ** 30 } } };
  const stack = await stackWith({ storage: { volumeClaimTemplate: { spec } } });
  assert.equal(retentionOf(inputOf(stack)), ['15d', '42GiB']);
  assert.equal(retentionOf(inputOf(stack, {}, { claims: [live('20Gi')] })), ['15d', '17GiB']);
});

test('what nobody asked for is known as our default, what is answered or of the stack is not', async () => {
  const bare = prometheusOf(inputOf(await loadStack(MINIATURE), { storage: { className: 'a' } }));
  const fields = (bare.byDefault ?? []).map((path) => path.at(-1)).sort();
  assert.equal(fields, ['accessModes', 'retention', 'retentionSize', 'storage']);
  const answers = { storage: { prometheus: { size: '9Gi', retention: '1d', retentionSize: '7GiB' } } };
  const answered = prometheusOf(inputOf(await loadStack(MINIATURE), answers));
  assert.equal(
    answered.byDefault?.map((path) => path.at(-1)),
    ['accessModes'],
  );
  const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
  const whole = { retention: '1d', retentionSize: '1GiB', storage: { volumeClaimTemplate: { spec: claim } } };
  assert.is(prometheusOf(inputOf(await stackWith(whole))).byDefault, undefined);
});

const live = (size: string, asked = size): ClaimFact => ({
  name: 'prometheus-k8s-db-prometheus-k8s-0',
  size,
  asked,
  bound: true,
});

test('until a volume has grown, Prometheus keeps what fits into the one that it has', async () => {
  const kept = async (size: string | undefined, ...claims: ClaimFact[]) => {
    const answers = { storage: { prometheus: { size } } };
    return retentionOf(inputOf(await loadStack(MINIATURE), answers as AnswersFile, { claims }))[1];
  };
  assert.is(await kept('100Gi', live('50Gi')), '42GiB');
  assert.is(await kept('100Gi', live('50Gi', '100Gi')), '42GiB', 'it asks, and has not been given');
  assert.is(await kept('100Gi', live('100Gi')), '85GiB');
  assert.is(await kept(undefined, live('20Gi')), '17GiB');
  assert.is(await kept('50Gi', live('100Gi', '50Gi')), '42GiB', 'a volume larger than what was asked for');
  assert.is(await kept('100Gi', { ...live('50Gi'), bound: false }), '85GiB', 'it has no volume yet');
  assert.is(await kept('100Gi', { ...live('50Gi'), name: 'prometheus-k8s-db-prometheus-k8s-7' }), '85GiB');
});

test('an answered size of what is kept is taken as it is', async () => {
  const answers = { storage: { prometheus: { size: '100Gi', retentionSize: '80GiB' } } };
  assert.is(retentionOf(inputOf(await loadStack(MINIATURE), answers, { claims: [live('50Gi')] }))[1], '80GiB');
});

test.run();
