import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { releaseCheck } from '../../lib/checks/msteams-release.ts';
import { runCheck } from '../../lib/checks/run.ts';
import { NO_CLUSTER } from '../../lib/images/stand-in.ts';
import type { KubeObject } from '../../lib/kubernetes/object.ts';
import { RELEASE } from '../../lib/msteams/release.ts';
import { type Text, text } from '../../lib/text.ts';
import { findTool } from '../../lib/tools/find.ts';
import { helmAgainst, startHelmApi } from '../helpers/helm-api.ts';
import { filePorts } from '../helpers/ports.ts';
import { stillCluster } from '../helpers/still-cluster.ts';

const api = await startHelmApi();
const { helm, remove } = helmAgainst(api, (await findTool('helm')).path);

test.before.each(() => api.secrets.clear());
test.after(async () => {
  remove();
  await api.close();
});

const MANIFEST = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: bridge\n';
const bridge = (availableReplicas: number): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'bridge', namespace: 'monitoring', generation: 1 },
  spec: { replicas: 1 },
  status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas },
});

async function checked(live: readonly KubeObject[] = [], leftOut?: Text) {
  const ports = { ...filePorts(), helm, cluster: stillCluster(live), now: new Date() };
  const { result, reasons, hint } = await runCheck(releaseCheck({ facts: { cluster: NO_CLUSTER } }, leftOut), ports);
  return { result, words: reasons.map(({ en }) => en).join('; '), hint: hint?.en ?? '' };
}

test('without a receiver for it the release is no matter', async () => {
  assert.equal(await checked([], text('nobody', '없음')), { result: 'skipped', words: 'nobody', hint: '' });
});

test('without helm nothing is known of it, and nothing is brought for a look', async () => {
  const ports = { ...filePorts(), cluster: stillCluster([]), now: new Date() };
  const { helm: _, ...without } = ports;
  const { result, hint } = await runCheck(releaseCheck({ facts: { cluster: NO_CLUSTER } }, undefined), without);
  assert.is(result, 'warn');
  assert.match(hint?.en ?? '', 'TKS_HELM');
});

test('a release that is not there fails', async () => {
  const { result, words, hint } = await checked();
  assert.equal([result, words], ['fail', 'it is not there']);
  assert.match(hint, '--only msteams-release');
});

test('a deployed one passes when what it brought is there and ready', async () => {
  api.store({ name: RELEASE, status: 'deployed', revision: 3, manifest: MANIFEST });
  const { result, words } = await checked([bridge(1)]);
  assert.equal([result, words], ['pass', `${RELEASE}-1.3.6, revision 3, deployed; 1 object is there, 1 of 1 ready`]);
  const unready = await checked([bridge(0)]);
  assert.equal([unready.result, unready.words], ['fail', 'Deployment monitoring/bridge: 0 of 1 available']);
  const gone = await checked();
  assert.equal([gone.result, gone.words], ['fail', 'Deployment monitoring/bridge is not there']);
});

test('one that is half done, or failed, fails by its status', async () => {
  for (const status of ['failed', 'pending-upgrade', 'uninstalling']) {
    api.secrets.clear();
    api.store({ name: RELEASE, status, revision: 2, manifest: MANIFEST });
    const { result, words } = await checked([bridge(1)]);
    assert.equal([result, words], ['fail', `revision 2 is ${status}`]);
  }
});

test.run();
