import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryFolder } from '../helpers/openssl.ts';
import { runbook } from '../helpers/plane.ts';

const folder = temporaryFolder();
const kubeconfig = join(folder.path, 'kubeconfig');

test.before(() => {
  // Nobody listens on port 1.
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'gone',
    clusters: [{ name: 'gone', cluster: { server: 'http://127.0.0.1:1' } }],
    contexts: [{ name: 'gone', context: { cluster: 'gone', user: 'u' } }],
    users: [{ name: 'u', user: {} }],
  };
  writeFileSync(kubeconfig, JSON.stringify(config));
});
test.after(() => folder.remove());

test('flags of other commands are refused', async () => {
  for (const flag of ['--practice', '--images']) {
    const { code, stdout, stderr } = await runbook('verify.mts', flag);
    assert.is(code, 2, flag);
    assert.is(stdout, '');
    assert.match(stderr, `${flag} goes with`);
  }
});

test('a step that is not there is refused before anything is asked', async () => {
  const { code, stderr } = await runbook('verify.mts', '--only', 'etcd-cert', '--kubeconfig', kubeconfig);
  assert.is(code, 2);
  assert.match(stderr, 'Did you mean etcd-certs?');
});

test('where the cluster is gone it ends as plan does, and says so in one document too', async () => {
  const flags = ['--kubeconfig', kubeconfig, '--answers', 'configs/answers/example.yaml', '--output', 'json'];
  const [plan, verify] = await Promise.all([runbook('plan.mts', ...flags), runbook('verify.mts', ...flags)]);
  assert.is(verify.code, plan.code);
  assert.ok(verify.code === 1 || verify.code === 3, `exit ${verify.code}`);
  const document = JSON.parse(verify.stdout) as { exit: number; error: { causes: string[] } };
  assert.is(document.exit, verify.code);
  assert.match(document.error.causes.join(), '127.0.0.1:1');
});

test('--list shows the steps all the same, and the help its codes', async () => {
  const list = await runbook('verify.mts', '--list', '--kubeconfig', kubeconfig);
  assert.is(list.code, 0);
  assert.match(list.stdout, /3\.5 +etcd-certs/);
  const help = await runbook('verify.mts', '--help', '--lang', 'ko');
  assert.match(help.stdout, '1    점검 실패');
});

test.run();
