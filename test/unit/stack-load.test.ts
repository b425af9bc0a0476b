import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadStack } from '../../lib/stack/load.ts';
import { versionMismatch } from '../../lib/stack/mismatch.ts';
import { isBeforeReleases, minorOf, releaseFor, releaseOfOperator } from '../../lib/stack/releases.ts';
import type { Stack } from '../../lib/stack.ts';
import { stack as stackStep } from '../../steps/2.1-stack.ts';
import { temporaryFolder } from '../helpers/openssl.ts';
import { filePorts } from '../helpers/ports.ts';
import { refusal } from '../helpers/refusal.ts';
import { inputOf, MINIATURE, PRESENT } from '../helpers/stack.ts';

const temporary = temporaryFolder();
test.after(temporary.remove);

/** A copy of the miniature stack in a folder of its own. */
function copyOf(name: string): string {
  const folder = join(temporary.path, name);
  cpSync(MINIATURE, folder, { recursive: true });
  return folder;
}

for (const folder of PRESENT) {
  test(`${folder}: CRDs apart, the rest without upstream's namespace`, async () => {
    const { setup, manifests, origin, operatorVersion } = await loadStack(folder);
    assert.ok(setup.length >= 10);
    assert.ok(setup.every(({ raw, object }) => raw && object.kind === 'CustomResourceDefinition'));
    assert.ok(manifests.length > 80);
    assert.not(manifests.some(({ object }) => ['Namespace', 'CustomResourceDefinition'].includes(object.kind)));
    assert.ok(manifests.every(({ file }) => file.startsWith('manifests/')));
    assert.equal(origin, { source: 'directory', directory: folder });
    assert.match(operatorVersion, /^0\.\d+\.\d+$/);
  });
}

test('the layout of tks-platform is found below prometheus-stack/', async () => {
  const folder = join(temporary.path, 'platform');
  cpSync(MINIATURE, join(folder, 'prometheus-stack'), { recursive: true });
  const stack = await loadStack(folder, { source: 'tks-platform', repository: 'r', ref: 'main', commit: 'c' });
  assert.is(stack.origin.directory, join(folder, 'prometheus-stack'));
  assert.is(stack.origin.commit, 'c');
  const files = new Set(stack.certManager.map(({ file }) => file));
  const names = ['02.caCert.yaml', '03.intermediateCA.yaml', '09.grafanaIngressCert.yaml'];
  assert.equal(
    [...files],
    names.map((name) => `cert-manager/${name}`),
  );
  assert.equal(
    stack.preliminary.map(({ object }) => object.kind),
    ['Ingress', 'PersistentVolumeClaim'],
  );
  assert.ok(stack.msteamsValues?.connectorsWithCustomTemplates);
});

test('a stack may lack cert-manager/ and preliminary/, and have CRDs outside of setup/', async () => {
  const folder = copyOf('bare');
  for (const part of ['cert-manager', 'preliminary']) rmSync(join(folder, part), { recursive: true });
  const file = '0podmonitorCustomResourceDefinition.yaml';
  renameSync(join(folder, 'manifests/setup', file), join(folder, 'manifests', file));
  const stack = await loadStack(folder);
  assert.equal([stack.certManager, stack.preliminary, stack.msteamsValues], [[], [], undefined]);
  assert.is(stack.setup.filter((manifest) => manifest.file === `manifests/${file}`).length, 1);
});

test('a kustomization and files of other kinds are passed over', async () => {
  const folder = copyOf('others');
  writeFileSync(join(folder, 'manifests/kustomization.yaml'), 'resources: [x.yaml]\n');
  writeFileSync(join(folder, 'manifests/README.md'), '# words: [\n');
  assert.is((await loadStack(folder)).manifests.length, (await loadStack(MINIATURE)).manifests.length);
});

test('a copy of a file is taken once; two files that differ in one object are told, both of them', async () => {
  const folder = copyOf('twice');
  const [file, copy] = ['grafana-config.yaml', 'grafana-config-2.yaml'].map((name) => join(folder, 'manifests', name));
  cpSync(file ?? '', copy ?? '');
  assert.is((await loadStack(folder)).manifests.length, (await loadStack(MINIATURE)).manifests.length);
  writeFileSync(copy ?? '', readFileSync(file ?? '', 'utf8').replace('UTC', 'Asia/Seoul'));
  const { message, exit } = await refusal(loadStack(folder));
  assert.match(message, /Read the stack's manifests\/grafana-config\.yaml: Secret monitoring\/grafana-config stands/);
  assert.match(message, 'manifests/grafana-config-2.yaml');
  assert.is(exit, 3);
});

test('what is there and can not be read is told, not left out', async () => {
  const values = copyOf('values');
  rmSync(join(values, 'preliminary/prometheus-msteams-config.yaml'));
  mkdirSync(join(values, 'preliminary/prometheus-msteams-config.yaml'));
  assert.match((await refusal(loadStack(values))).message, /prometheus-msteams-config\.yaml: EISDIR/);
  const setup = copyOf('setup');
  rmSync(join(setup, 'manifests/setup'), { recursive: true });
  writeFileSync(join(setup, 'manifests/setup'), '');
  assert.match((await refusal(loadStack(setup))).message, /manifests\/setup: ENOTDIR/);
});

test('a folder without manifests/ is told, with the answer that names it', async () => {
  const { message, exit, failure } = await refusal(loadStack(temporary.path));
  assert.match(message, `${temporary.path} has no folder manifests/`);
  assert.is(exit, 3);
  assert.match(failure.hint?.en ?? '', 'stack.directory');
});

test('a file in place of the folder, such as an archive, is told with the answer that names it', async () => {
  const archive = join(temporary.path, 'stack.tgz');
  writeFileSync(archive, '');
  const { message, failure } = await refusal(loadStack(archive));
  assert.match(message, `${archive} has no folder manifests/`);
  assert.match(failure.hint?.en ?? '', 'stack.directory');
});

test('a folder that is no kube-prometheus is told', async () => {
  const folder = join(temporary.path, 'other');
  mkdirSync(join(folder, 'manifests'), { recursive: true });
  assert.match((await refusal(loadStack(folder))).message, 'Deployment prometheus-operator');
});

test('a file of no Kubernetes object is told with its place in the stack', async () => {
  const folder = copyOf('no-object');
  writeFileSync(join(folder, 'preliminary/values.yaml'), '# ours\nreplicas: 2\n');
  assert.match((await refusal(loadStack(folder))).message, 'preliminary/values.yaml:2:1 is no Kubernetes object');
});

test('a file that is no YAML is told with its place in the stack', async () => {
  const folder = copyOf('broken');
  writeFileSync(join(folder, 'manifests/grafana-config.yaml'), 'a: 1\nb: [\n');
  assert.match((await refusal(loadStack(folder))).message, 'manifests/grafana-config.yaml:3:1 ');
});

test('the step shows where the stack is from, its commit, and that files differ from it', async () => {
  const loaded = await loadStack(MINIATURE);
  const shown = async (origin: Partial<Stack['origin']>) => {
    const input = inputOf({ ...loaded, origin: { source: 'directory', directory: '/a/stack', ...origin } });
    const { subject = '', details = [] } = (await stackStep.work?.(input, filePorts())) ?? {};
    return [subject.replace(/ \(.*/, ''), ...details.map(({ en }) => en)];
  };
  const commit = '0123456789abcdef';
  assert.equal(await shown({}), ['/a/stack']);
  assert.equal(await shown({ commit, tree: 'clean' }), ['/a/stack 0123456789ab']);
  assert.equal(await shown({ commit, tree: 'changed' }), [
    '/a/stack 0123456789ab',
    'with changes that are in no commit',
  ]);
  const fetched = { repository: 'https://git.example.com/a', ref: 'v1', commit };
  assert.equal(await shown(fetched), ['https://git.example.com/a v1 0123456789ab']);
  assert.equal((await shown({ ...fetched, offline: 'no route' }))[1], 'from the cache: no route');
});

test('the newest release that supports the cluster is chosen', () => {
  const tags = ['v1.36.3', '1.34.1-eks-1', 'v1.32.0', 'v1.31.9', 'v1.29.0+k3s1', 'v1.27.0'].map(
    (v) => releaseFor(v).tag,
  );
  assert.equal(tags, ['v0.18.0', 'v0.18.0', 'v0.16.0', 'v0.15.0', 'v0.14.0', 'v0.14.0']);
  assert.is(releaseFor('v1.99.0').tag, 'v0.18.0', 'newer than all');
  assert.is(releaseFor('v1.20.0').tag, 'v0.13.0', 'older than all');
  assert.equal(['v1.36.3', '1.9', 'v2.1', ''].map(minorOf), [36, 9, undefined, undefined]);
});

test('a release is known by its operator', () => {
  const tags = ['0.92.0', 'v0.89.0', '0.85.0', '0.83.0', '0.76.2', '0.67.1'].map((v) => releaseOfOperator(v)?.tag);
  assert.equal(tags, ['v0.18.0', 'v0.17.0', 'v0.16.0', 'v0.15.0', 'v0.14.0', 'v0.13.0']);
  assert.is(releaseOfOperator('0.90.1')?.tag, 'v0.17.0', 'from between two releases');
  for (const unknown of ['0.9.0', '0.66.0', '0.93.0', '1.0.0', 'main'])
    assert.is(releaseOfOperator(unknown), undefined);
  assert.equal(['0.66.0', '0.9.0', '0.67.1', '0.93.0', 'main'].map(isBeforeReleases), [
    true,
    true,
    false,
    false,
    false,
  ]);
});

test('a stack that is not made for the cluster is told with the right tag', async () => {
  const stack = await loadStack(MINIATURE);
  const told = (operatorVersion: string, version: string, source: Stack['origin']['source'] = 'kube-prometheus') =>
    versionMismatch({ ...stack, operatorVersion, origin: { ...stack.origin, source } }, version)?.en;
  assert.match(
    told('0.85.0', 'v1.36.3') ?? '',
    /kube-prometheus v0\.16\.0\) is made for Kubernetes 1\.32 to 1\.34; this cluster runs v1\.36\.3\. .*stack\.ref: v0\.18\.0\.$/,
  );
  assert.match(told('0.92.0', '1.32.1-eks') ?? '', 'stack.ref: v0.16.0.');
  for (const source of ['directory', 'tks-platform'] as const)
    assert.match(told('0.76.2', 'v1.33.0', source) ?? '', 'stack.source: kube-prometheus with stack.ref: v0.18.0');
  assert.match(told('0.57.0', 'v1.29.0', 'tks-platform') ?? '', /operator 0\.57\.0\) is older than .*v0\.14\.0/);
  assert.match(told('0.92.0', 'v1.40.0') ?? '', 'No release that is known here');
  assert.match(told('0.92.0', 'v1.20.0') ?? '', 'v0.13.0 comes nearest');
  for (const [operator, version] of [
    ['0.92.0', 'v1.36.3'],
    ['0.83.0', 'v1.31.0'],
    ['0.99.0', 'v1.36.3'],
    ['0.57.0', 'v2.0.0'],
  ] as const)
    assert.is(told(operator, version), undefined, `${operator} on ${version}`);
});

test.run();
