import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../lib/process/run.ts';
import {
  changedSince,
  freshPlane,
  KUBECONFIG,
  kubectl,
  ON_PLANE,
  object,
  objects,
  ROOT,
  resourceVersions,
  runbook,
} from '../helpers/plane.ts';

const MANIFESTS = join(ROOT, 'test', 'stack', 'manifests');
const YES = [...ON_PLANE, '--yes'];

test('on a plane where somebody applied the stack by hand', async () => {
  await freshPlane();
  await kubectl('create', 'namespace', 'monitoring');
  await kubectl('apply', '--server-side', '-f', join(MANIFESTS, 'setup'));
  await kubectl('wait', '--for=condition=Established', '--all', 'crd', '--timeout=60s');
  await kubectl('apply', '-f', MANIFESTS);
  await kubectl('-n', 'monitoring', 'patch', 'daemonset', 'node-exporter', '-p', '{"spec":{"minReadySeconds":7}}');
  await kubectl('-n', 'monitoring', 'patch', 'deployment', 'kube-state-metrics', '-p', '{"spec":{"replicas":2}}');
  await kubectl('-n', 'monitoring', 'rollout', 'status', 'deployment/blackbox-exporter', '--timeout=60s');
  await kubectl('-n', 'monitoring', 'rollout', 'status', 'daemonset/node-exporter', '--timeout=60s');
  const available = ['wait', '--for=condition=Available', '--timeout=60s'];
  await kubectl('-n', 'monitoring', ...available, 'prometheus/k8s', 'alertmanager/main');
});

test('what somebody set by hand and no answer names is shown as lost, and needs a consent of its own', async () => {
  const before = await resourceVersions();
  const refused = await runbook('install.mts', ...YES);
  assert.is(refused.code, 2, refused.stderr);
  assert.match(
    refused.stderr,
    /Deployment monitoring\/kube-state-metrics: would be lost: spec\.replicas: 2 \(kubectl-patch\)/,
  );
  assert.match(refused.stderr, 'adopt=take');
  assert.not.match(refused.stderr, 'storageClassName');
  assert.equal(await changedSince(before), []);
});

test('with consent all is taken over, and pods that need no restart keep running', async () => {
  const uid = async () =>
    (await objects('-n', 'monitoring', 'pods', '-l', 'app.kubernetes.io/name=blackbox-exporter')).map(
      ({ metadata }) => metadata.uid,
    );
  const running = await uid();
  const done = await runbook('install.mts', ...YES, '--set', 'adopt=take');
  assert.is(done.code, 0, done.stdout + done.stderr);
  assert.equal(await uid(), running);
  const grafana = await object('-n', 'monitoring', 'deployment', 'grafana');
  const { strategy, template } = grafana.spec as unknown as {
    strategy: object;
    template: { spec: { volumes: { name: string; persistentVolumeClaim?: object; emptyDir?: object }[] } };
  };
  assert.equal(strategy, { type: 'Recreate' });
  const volume = template.spec.volumes.find(({ name }) => name === 'grafana-storage');
  assert.ok(volume?.persistentVolumeClaim && !volume.emptyDir);
  const managers = (grafana.metadata.managedFields as unknown as { manager: string; subresource?: string }[]).filter(
    ({ subresource }) => !subresource,
  );
  assert.ok(
    managers.every(({ manager }) => !manager.startsWith('kubectl')),
    JSON.stringify(managers.map(({ manager }) => manager)),
  );
  const secret = await object('-n', 'monitoring', 'secret', 'alertmanager-main');
  assert.is(secret.metadata.annotations?.['kubectl.kubernetes.io/last-applied-configuration'], undefined);
  assert.is((await runbook('plan.mts', ...ON_PLANE)).code, 0);
});

test('a metrics-server that is there keeps the metrics API', async () => {
  await kubectl(
    '-n',
    'monitoring',
    'delete',
    'deployment,service,servicemonitor',
    '-l',
    'app.kubernetes.io/name=prometheus-adapter',
  );
  const theirs = {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: 'v1beta1.metrics.k8s.io' },
    spec: {
      group: 'metrics.k8s.io',
      version: 'v1beta1',
      groupPriorityMinimum: 100,
      versionPriority: 100,
      insecureSkipTLSVerify: true,
      service: { name: 'metrics-server', namespace: 'kube-system' },
    },
  };
  await kubectl('delete', 'apiservice', 'v1beta1.metrics.k8s.io');
  const made = await run('kubectl', ['--kubeconfig', KUBECONFIG, 'create', '-f', '-'], {
    input: JSON.stringify(theirs),
  });
  assert.is(made.code, 0, made.stderr);
  assert.is((await runbook('install.mts', ...YES)).code, 0);
  const live = await object('apiservice', 'v1beta1.metrics.k8s.io');
  assert.is((live.spec as { service: { name: string } }).service.name, 'metrics-server');
  assert.equal(await objects('-n', 'monitoring', 'deployments', '-l', 'app.kubernetes.io/name=prometheus-adapter'), []);
});

test.run();
