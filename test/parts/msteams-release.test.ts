import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { EXIT, RunbookError } from '../../lib/errors.ts';
import { described } from '../../lib/helm/release.ts';
import type { KubeObject } from '../../lib/kubernetes/object.ts';
import { recover } from '../../lib/msteams/recover.ts';
import { planRelease, RELEASE } from '../../lib/msteams/release.ts';
import { findTool } from '../../lib/tools/find.ts';
import { helmAgainst, startHelmApi } from '../helpers/helm-api.ts';

const api = await startHelmApi();
const gone = new Set<string>();
const exists = async ({ kind }: KubeObject) => !gone.has(kind);
const { helm, remove } = helmAgainst(api, (await findTool('helm')).path, exists);

test.before.each(() => {
  api.secrets.clear();
  gone.clear();
});
test.after(async () => {
  remove();
  await api.close();
});

const CHART = { path: '/x', name: RELEASE, version: '1.3.6', digest: 'a'.repeat(64) };
const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: bridge\n';
const QUICK = { wait: 50 };

async function planned(chart = CHART) {
  const { action, details } = await planRelease(helm, chart, { a: 1 });
  return { action, details: details.map(({ en }) => en) };
}

test('a release is created, left alone, or brought up to date, and the plan says why', async () => {
  assert.equal(await planned(), { action: 'create', details: [] });
  const deployed = { name: RELEASE, status: 'deployed', values: { a: 1 }, manifest: SERVICE };
  api.store(deployed);
  assert.equal(await planned(), { action: 'unchanged', details: [] });
  api.store({ ...deployed, values: { a: 2, b: 'hidden' } });
  assert.equal(await planned(), { action: 'update', details: ['value a differs', 'value b differs'] });
  api.store(deployed);
  const newer = await planned({ ...CHART, version: '2.0.0' });
  assert.equal(newer.details, [`chart ${RELEASE}-1.3.6 → ${RELEASE}-2.0.0`]);
});

test('an object of the release that somebody deleted is seen', async () => {
  api.store({ name: RELEASE, status: 'deployed', values: { a: 1 }, manifest: SERVICE });
  gone.add('Service');
  assert.equal(await planned(), { action: 'update', details: ['Service monitoring/bridge is gone'] });
});

test('files of a local chart that changed under the same version are seen, where the digest is known', async () => {
  const deployed = { name: RELEASE, status: 'deployed', values: { a: 1 } };
  api.store({ ...deployed, description: described(CHART.digest) });
  assert.is((await planned()).action, 'unchanged');
  const edited = await planned({ ...CHART, digest: 'b'.repeat(64) });
  assert.equal(edited, { action: 'update', details: [`the files of chart ${RELEASE}-1.3.6 differ`] });
});

test('what an earlier helm left half done is an update', async () => {
  for (const status of ['pending-install', 'pending-upgrade', 'uninstalling', 'failed']) {
    api.store({ name: RELEASE, status, values: { a: 1 }, manifest: SERVICE });
    gone.add('Service');
    assert.equal(await planned(), { action: 'update', details: [`it is ${status}: that is put right first`] });
  }
});

test('a half-done install that is old is removed, an uninstall is brought to its end', async () => {
  for (const left of [
    { status: 'pending-install', age: 6 },
    { status: 'uninstalling', age: 0 },
    { status: 'uninstalling', age: 600 },
    { status: 'failed', age: 0 },
  ]) {
    api.store({ name: RELEASE, ...left });
    await recover(helm, RELEASE, QUICK);
    assert.is(await helm.release(RELEASE), undefined, left.status);
  }
});

test('a half-done upgrade that is old is rolled back', async () => {
  for (const status of ['pending-upgrade', 'pending-rollback']) {
    api.secrets.clear();
    api.store({ name: RELEASE, status: 'deployed', revision: 1 });
    api.store({ name: RELEASE, status, revision: 2, age: 6 });
    await recover(helm, RELEASE, QUICK);
    const live = await helm.release(RELEASE);
    assert.equal([live?.status, live?.revision], ['deployed', 3]);
  }
});

test("somebody else's helm at work is never disturbed, and the error says how to go on", async () => {
  for (const [status, command] of [
    ['pending-install', 'uninstall'],
    ['pending-upgrade', 'rollback'],
  ] as const) {
    api.store({ name: RELEASE, status, age: 2 });
    const before = [...api.secrets.values()];
    const error = await recover(helm, RELEASE, QUICK).catch((thrown: unknown) => thrown);
    assert.instance(error, RunbookError);
    const { exit, failure, message } = error as RunbookError;
    assert.is(exit, EXIT.locked);
    const since = new Date((await helm.release(RELEASE))?.since ?? 0).toISOString();
    assert.match(message, `${status} since ${since}`);
    assert.match(
      failure.hint?.en ?? '',
      new RegExp(`helm ${command} ${RELEASE} --namespace=monitoring .*--kube-context=here`),
    );
    assert.equal([...api.secrets.values()], before);
  }
});

test('a helm that ends meanwhile is waited for', async () => {
  api.store({ name: RELEASE, status: 'pending-install' });
  setTimeout(() => api.store({ name: RELEASE, status: 'deployed' }), 200);
  await recover(helm, RELEASE, { wait: 20_000 });
  assert.is((await helm.release(RELEASE))?.status, 'deployed');
});

test('a release that is whole is left as it is', async () => {
  await recover(helm, RELEASE, QUICK);
  api.store({ name: RELEASE, status: 'deployed' });
  const before = [...api.secrets.values()];
  await recover(helm, RELEASE, QUICK);
  assert.equal([...api.secrets.values()], before);
});

test.run();
