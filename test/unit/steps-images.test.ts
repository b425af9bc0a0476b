import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import { resolve } from '../../lib/desired.ts';
import type { RunbookError } from '../../lib/errors.ts';
import { findImages } from '../../lib/images/find.ts';
import { podSpecs } from '../../lib/images/places.ts';
import { requirePullSecrets } from '../../lib/images/pull-secrets.ts';
import type { Json, KubeObject } from '../../lib/kubernetes/object.ts';
import { fieldAt } from '../../lib/manifests/field.ts';
import { msteamsValues } from '../../lib/msteams/values.ts';
import { loadStack } from '../../lib/stack/load.ts';
import type { Stack } from '../../lib/stack.ts';
import { images as step } from '../../steps/5.3-images.ts';
import { STEPS } from '../../steps/index.ts';
import { inputOf, PRESENT } from '../helpers/stack.ts';

const ANSWERS: AnswersFile = {
  storage: { className: 'fast' },
  grafana: { host: 'grafana.example.com', ingress: { className: 'nginx', namespace: 'ingress-nginx' } },
  exporters: {
    mysqld: [{ name: 'orders', host: 'mariadb.db', port: 3306, user: 'exporter', password: { env: 'X' } }],
    redis: [{ name: 'cache', address: 'redis://redis.cache:6379' }],
  },
};
const BANK = { registry: 'registry.bank.internal:5000/monitoring', pullSecrets: ['harbor'] };
/** A host, a path of at least one more part, and a tag or digest. */
const IMAGE = /^(?:[a-z0-9.-]+(?::\d+)?\/)?[a-z0-9._-]+(?:\/[a-z0-9._-]+)+(?::v?\d[\w.-]*|@sha256:[0-9a-f]{64})$/;
/** Repositories, as the operator's flags have them. */
const REPOSITORY = /^(?:quay\.io|ghcr\.io|docker\.io|registry\.k8s\.io|gcr\.io)\//;

const stacks = new Map(await Promise.all(PRESENT.map(async (folder) => [folder, await loadStack(folder)] as const)));

function wanted(stack: Stack, images?: AnswersFile['images']): KubeObject[] {
  const input = inputOf(stack, { ...ANSWERS, ...(images && { images }) });
  return resolve(STEPS, new Set(STEPS), input).flatMap(({ wanted }) => wanted.map(({ object }) => object));
}

/** Every string anywhere in a value that looks like an image; of a flag, its value. */
function looksLikeImage(value: Json | undefined): string[] {
  if (typeof value === 'string') {
    const bare = value.replace(/^--?[\w-]+=/, '');
    return IMAGE.test(bare) || REPOSITORY.test(bare) ? [bare] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((inner) => looksLikeImage(inner as Json));
}

const everyString = (objects: readonly KubeObject[]) =>
  objects.flatMap(({ metadata: _, ...rest }) => looksLikeImage(rest as Json));

for (const [folder, stack] of stacks) {
  test(`${folder}: with a registry no image of another one is left anywhere`, () => {
    const found = everyString(wanted(stack, BANK));
    assert.ok(found.length > 16, `${found.length} images`);
    assert.equal(
      found.filter((image) => !image.startsWith(`${BANK.registry}/`)),
      [],
    );
  });

  test(`${folder}: with a mirror each image of its registry comes from there, the others stay`, () => {
    const before = everyString(wanted(stack));
    const after = everyString(wanted(stack, { mirrors: { 'quay.io': 'harbor.bank/quay' } }));
    const moved = before.filter((image) => image.startsWith('quay.io/'));
    const stayed = before.filter((image) => !image.startsWith('quay.io/'));
    assert.ok(moved.length > 8 && stayed.length > 3);
    for (const image of moved) assert.ok(after.includes(`harbor.bank/quay${image.slice(7)}`), image);
    for (const image of stayed) assert.ok(after.includes(image), image);
    assert.ok(!after.some((image) => image.startsWith('quay.io/')));
  });

  test(`${folder}: every pod has the pull secret, and nothing else has one`, () => {
    for (const object of wanted(stack, { pullSecrets: ['harbor'] })) {
      const specs = podSpecs(object);
      for (const path of specs) assert.equal(fieldAt(object, ...path, 'imagePullSecrets'), [{ name: 'harbor' }]);
      if (specs.length === 0) assert.not.match(JSON.stringify(object.spec ?? {}), 'imagePullSecrets');
    }
  });

  test(`${folder}: only a mirror that no image of the stack, an exporter or the chart comes from is warned of`, () => {
    const mirrors = { 'quay.io': 'r.bank/q', 'quay.oi': 'r.bank/q', 'docker.io/oliver006': 'r.bank/o' };
    const notes = (answers: AnswersFile) => step.notes?.(inputOf(stack, answers)).map(({ en }) => en.split(':')[0]);
    assert.equal(notes({ ...ANSWERS, images: { mirrors } }), ['images.mirrors.quay.oi']);
    assert.equal(notes({ images: { mirrors } }), ['images.mirrors.quay.oi', 'images.mirrors.docker.io/oliver006']);
    assert.equal(notes({ images: { mirrors: { 'quay.io/prometheusmsteams': 'r.bank/m' } } }), []);
  });

  test(`${folder}: without answers the step is left out and every object is the same`, () => {
    const input = inputOf(stack, ANSWERS);
    assert.match(step.leftOut?.(input)?.en ?? '', 'images');
    for (const object of wanted(stack)) assert.is(step.everywhere?.(object, input), object);
  });

  test(`${folder}: the list holds every image of what is deployed, from empty answers too`, async () => {
    const tool = () => Promise.reject(new Error('no tool is needed'));
    const find = (answers: AnswersFile) =>
      findImages({ steps: STEPS, stack, answers: inputOf(stack, answers).answers, tool });
    const listed = await find({ ...ANSWERS, images: BANK });
    const named = everyString(wanted(stack, BANK)).filter((image) => IMAGE.test(image));
    assert.equal(new Set(listed.map(({ target }) => target)), new Set(named));
    const whole = new Set(everyString(wanted(stack)).map((image) => image.replace(/^grafana\//, 'docker.io/grafana/')));
    assert.equal(new Set(listed.map(({ source }) => source)), whole);
    assert.is(listed.length, 13);
    const bare = await find({});
    assert.is(bare.length, 11);
    assert.equal(
      bare.map(({ source }) => source),
      bare.map(({ target }) => target),
    );
    const etcd = await find({ etcd: { certificates: { acknowledge: true, hosts: ['m1'] } } });
    assert.equal(etcd, bare);
  });
}

test("the chart's image and pull secrets are the answers' too", () => {
  const [stack] = [...stacks.values()];
  assert.ok(stack);
  const valuesOf = (images?: AnswersFile['images'], old?: Stack['msteamsValues']) => {
    const { answers } = inputOf(stack, { ...(images && { images }) });
    return msteamsValues(answers, { stack: old ? { msteamsValues: old } : {} }).values;
  };
  assert.is(fieldAt(valuesOf(BANK), 'image', 'repository'), `${BANK.registry}/prometheusmsteams/prometheus-msteams`);
  assert.is(fieldAt(valuesOf(BANK), 'image', 'tag'), 'v1.5.4');
  assert.equal(fieldAt(valuesOf(BANK), 'imagePullSecrets'), [{ name: 'harbor' }]);
  assert.is(fieldAt(valuesOf(), 'image', 'repository'), undefined);
  assert.is(fieldAt(valuesOf(), 'imagePullSecrets'), undefined);
  const old = { image: { repository: 'ghcr.io/team/msteams' }, imagePullSecrets: [{ name: 'old' }] };
  assert.is(fieldAt(valuesOf(BANK, old), 'image', 'repository'), `${BANK.registry}/team/msteams`);
  assert.equal(fieldAt(valuesOf(BANK, old), 'imagePullSecrets'), [{ name: 'old' }, { name: 'harbor' }]);
});

test('a pull secret that is missing, or of no use, is told before anything is planned', async () => {
  const [stack] = [...stacks.values()];
  assert.ok(stack);
  const { answers } = inputOf(stack, { images: { pullSecrets: ['gone', 'opaque', 'right'] } });
  const types: Record<string, string> = { opaque: 'Opaque', right: 'kubernetes.io/dockerconfigjson' };
  const get = async ({ metadata, ...rest }: KubeObject) => {
    const type = types[metadata.name];
    return type ? { ...rest, metadata, type } : undefined;
  };
  const planned = new Set([{ name: 'manifests' }]);
  const error = await requirePullSecrets(answers, planned, { context: 'it' }, get).then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  assert.match(error?.message ?? '', /monitoring\/gone is not in the cluster/);
  assert.match(error?.message ?? '', /monitoring\/opaque is of type Opaque/);
  assert.not.match(error?.message ?? '', /right/);
  const { en = '' } = (error as RunbookError).failure.hint ?? {};
  assert.match(en, 'kubectl --context it -n monitoring create secret generic gone --type=');
  await requirePullSecrets(answers, new Set([{ name: 'namespace' }]), { context: 'it' }, get);
});

test.run();
