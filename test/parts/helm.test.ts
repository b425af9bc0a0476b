import { cpSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RunbookError } from '../../lib/errors.ts';
import { described, newestOf } from '../../lib/helm/release.ts';
import { withoutUserinfo } from '../../lib/process/userinfo.ts';
import { findTool } from '../../lib/tools/find.ts';
import { helmAgainst, startHelmApi } from '../helpers/helm-api.ts';

const binary = (await findTool('helm')).path;
const CHART = resolve('test/chart/prometheus-msteams');
const NAME = 'prometheus-msteams';
const api = await startHelmApi();
const { helm, folder, kubeconfig, remove } = helmAgainst(api, binary, async ({ kind }) => kind !== 'Service');

test.before.each(() => api.secrets.clear());
test.after(async () => {
  remove();
  await api.close();
});

async function failure(work: Promise<unknown>): Promise<RunbookError> {
  const error = await work.catch((thrown: unknown) => thrown);
  if (error instanceof RunbookError) return error;
  throw new Error(`a RunbookError was expected, not ${error}`);
}

test("a release that isn't there is none, rather than an error", async () => {
  assert.is(await helm.release(NAME), undefined);
  api.store({ name: `${NAME}-other`, status: 'deployed' });
  assert.is(await helm.release(NAME), undefined);
});

test('a release is read in whatever state it is, at its newest revision', async () => {
  for (const status of ['deployed', 'failed', 'pending-install', 'pending-upgrade', 'uninstalling']) {
    api.secrets.clear();
    api.store({ name: NAME, status: 'superseded', revision: 9 });
    api.store({ name: NAME, status, revision: 10, age: 3, values: { a: 1 } });
    const live = await helm.release(NAME);
    assert.equal([live?.status, live?.revision, live?.chart], [status, 10, `${NAME}-1.3.6`]);
    assert.equal(live?.values, { a: 1 });
    assert.ok(Math.abs(Date.now() - 180_000 - (live?.since ?? 0)) < 30_000);
    assert.is(live?.digest, undefined);
  }
});

test("an API that can't be reached is an error, not a missing release", async () => {
  const away = helmAgainst({ ...api, url: 'http://127.0.0.1:1' }, binary);
  const error = await failure(away.helm.release(NAME));
  away.remove();
  assert.match(error.message, 'refused');
  assert.is(error.failure.section, '6.3');
});

test("the release's objects, with their namespace, and which of them are gone", async () => {
  const manifest = [
    '---\napiVersion: v1\nkind: Service\nmetadata:\n  name: a\n',
    '---\n# empty\n',
    '---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: b\n  namespace: other\n',
  ].join('');
  api.store({ name: NAME, status: 'deployed', manifest });
  const objects = await helm.objects(NAME);
  assert.equal(
    objects.map(({ kind, metadata }) => [kind, metadata.namespace, metadata.name]),
    [
      ['Service', 'monitoring', 'a'],
      ['Deployment', 'other', 'b'],
    ],
  );
  assert.equal(
    (await helm.missing(NAME)).map(({ kind }) => kind),
    ['Service'],
  );
});

test('the digest of a chart given by its path follows its files and is read back from a revision', async () => {
  const copy = join(folder, 'copy');
  cpSync(CHART, copy, { recursive: true });
  const request = { repository: 'https://example.com', chart: copy, version: '1.3.6' };
  const first = await helm.chart(request);
  assert.equal([first.path, first.name, first.version], [copy, NAME, '1.3.6']);
  const { helm: again, remove: done } = helmAgainst(api, binary);
  assert.is((await again.chart({ ...request, chart: CHART })).digest, first.digest);
  writeFileSync(join(copy, 'templates', 'service.yaml'), '# changed\n');
  const changed = await again.chart(request);
  done();
  assert.is.not(changed.digest, first.digest);
  api.store({ name: NAME, status: 'deployed', description: described(first.digest ?? '') });
  assert.is((await helm.release(NAME))?.digest, first.digest);
  const revision = { revision: 1, status: 'deployed', chart: 'c-1' };
  assert.is(
    newestOf(JSON.stringify([{ ...revision, updated: '', description: 'Install complete' }]))?.digest,
    undefined,
  );
  assert.is(newestOf(JSON.stringify([{ ...revision, updated: '' }]))?.since, undefined);
  assert.is(newestOf('[]'), undefined);
});

test('what stands before the host of a URL is never told', async () => {
  const [user, password] = [crypto.randomUUID(), `${crypto.randomUUID()}@x`];
  const repository = `http://${user}:${encodeURIComponent(password)}@127.0.0.1:1/charts`;
  const error = await failure(helm.chart({ repository, chart: NAME, version: '1.3.6' }));
  assert.is(error.exit, 3);
  const told = JSON.stringify([error.failure, error.message]);
  assert.match(told, '127.0.0.1:1/charts');
  for (const secret of [user, password, encodeURIComponent(password)]) assert.not.match(told, secret);
  assert.is(
    withoutUserinfo(`at https://${user}@h/a?b=c@d, "oci://a:b@r/x" me@h`),
    'at https://h/a?b=c@d, "oci://r/x" me@h',
  );
  assert.is(withoutUserinfo(`https://a:${password}@h/x`), 'https://h/x');
  // Not as a URL is written, but what was pasted there is printed all the same.
  for (const mark of ['#', '?', '#@?']) {
    assert.is(withoutUserinfo(`https://a:${user}${mark}${user}@h/x?b=c@d`), 'https://h/x?b=c@d', mark);
    assert.is(withoutUserinfo(`https://${user}${mark}${user}@h/x#c@d`), 'https://h/x#c@d', mark);
  }
});

test('the command to type by hand names the cluster', () => {
  const words = helm.commandLine('rollback', NAME);
  assert.is(words, `helm rollback ${NAME} --namespace=monitoring --kubeconfig=${kubeconfig} --kube-context=here`);
});

test.run();
