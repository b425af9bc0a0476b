import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { mountsOf, volumesOf } from '../../lib/grafana/container.ts';
import { withDashboard } from '../../lib/grafana/dashboards.ts';
import type { JsonMap, KubeObject, Manifest } from '../../lib/kubernetes/object.ts';
import { asList, asMap, fieldAt, withField } from '../../lib/manifests/field.ts';
import { findManifest, replaceObject, requireManifest } from '../../lib/manifests/find.ts';
import { loadStack } from '../../lib/stack/load.ts';
import { MINIATURE, PRESENT } from '../helpers/stack.ts';

const FOLDER = 'configs/dashboards';
const POD = ['spec', 'template', 'spec'];

const deploymentOf = (manifests: readonly Manifest[]) => requireManifest(manifests, 'Deployment', 'grafana').object;
const pathOf = (deployment: KubeObject, volume: string) =>
  mountsOf(deployment).find(({ name }) => name === volume)?.mountPath;

for (const folder of PRESENT) {
  test(`${folder}: a dashboard is mounted beside the stack's own, once`, async () => {
    const { manifests } = await loadStack(folder);
    const before = structuredClone(manifests);
    const after = withDashboard(manifests, 'mysqld');
    assert.equal(manifests, before);
    assert.equal(withDashboard(after, 'mysqld'), after);
    const deployment = deploymentOf(after);
    const theirs = String(pathOf(deployment, 'grafana-dashboard-prometheus'));
    assert.is(pathOf(deployment, 'grafana-dashboard-mysqld'), `${posix.dirname(theirs)}/mysqld`);
    assert.is(volumesOf(deployment).length, volumesOf(deploymentOf(manifests)).length + 1);
    assert.not(mountsOf(deployment).some(({ name, subPath }) => name === 'grafana-dashboard-mysqld' && subPath));
    const configMap = requireManifest(after, 'ConfigMap', 'grafana-dashboard-mysqld').object;
    assert.is(configMap.metadata.namespace, 'monitoring');
    assert.is(asMap(configMap.data)['mysqld.json'], readFileSync(`${FOLDER}/mysqld.json`, 'utf8'));
    assert.is(after.length, manifests.length + 1);
  });

  test(`${folder}: Grafana's provider looks where the dashboards are`, async () => {
    const { manifests } = await loadStack(folder);
    const sources = requireManifest(manifests, 'ConfigMap', 'grafana-dashboards').object;
    const [provider] = asList(asMap(JSON.parse(String(fieldAt(sources, 'data', 'dashboards.yaml')))).providers);
    const root = posix.dirname(
      String(pathOf(deploymentOf(withDashboard(manifests, 'redis')), 'grafana-dashboard-redis')),
    );
    assert.is(root, fieldAt(provider, 'options', 'path'));
  });
}

async function edited(edit: (pod: JsonMap, container: JsonMap) => JsonMap): Promise<Manifest[]> {
  const { manifests } = await loadStack(MINIATURE);
  return replaceObject(manifests, 'Deployment', 'grafana', (deployment) => {
    const pod = asMap(fieldAt(deployment, ...POD));
    return withField(deployment, POD, edit(pod, asMap(asList(pod.containers)[0])));
  });
}

test("a stack that keeps its dashboards elsewhere gets ours there; one that has none, in kube-prometheus' place", async () => {
  const moved = await edited((pod, container) => ({
    ...pod,
    containers: [
      { name: 'sidecar' },
      {
        ...container,
        volumeMounts: asList(container.volumeMounts)
          .map(asMap)
          .map((mount) => ({
            ...mount,
            mountPath: String(mount.mountPath).replace('/grafana-dashboard-definitions/0', '/dashboards/tks'),
          })),
      },
    ],
  }));
  assert.is(pathOf(deploymentOf(withDashboard(moved, 'redis')), 'grafana-dashboard-redis'), '/dashboards/tks/redis');
  const without = await edited((pod, container) => ({
    ...pod,
    volumes: [],
    containers: [{ ...container, volumeMounts: [] }],
  }));
  const found = deploymentOf(withDashboard(without, 'redis'));
  assert.is(pathOf(found, 'grafana-dashboard-redis'), '/grafana-dashboard-definitions/0/redis');
});

test("a stack's own dashboard of that name stays, and is mounted where it wasn't", async () => {
  const { manifests } = await loadStack(MINIATURE);
  const metadata = { name: 'grafana-dashboard-redis', namespace: 'monitoring' };
  const theirs = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'theirs.json': '{}' } };
  const after = withDashboard([...manifests, { file: 'x.yaml', object: theirs }], 'redis');
  assert.is(findManifest(after, 'ConfigMap', 'grafana-dashboard-redis')?.object, theirs);
  assert.ok(pathOf(deploymentOf(after), 'grafana-dashboard-redis'));
  const mounted = await edited((pod, container) => ({
    ...pod,
    volumes: [...asList(pod.volumes), { name: 'own', configMap: { name: 'grafana-dashboard-redis' } }],
    containers: [
      { ...container, volumeMounts: [...asList(container.volumeMounts), { name: 'own', mountPath: '/own' }] },
    ],
  }));
  const kept = withDashboard([...mounted, { file: 'x.yaml', object: theirs }], 'redis');
  assert.equal(deploymentOf(kept), deploymentOf(mounted));
});

for (const file of readdirSync(FOLDER)) {
  test(`${file}: variables, identity and panels are as Grafana wants them`, () => {
    const dashboard = asMap(JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8')));
    const variables = asList(fieldAt(dashboard, 'templating', 'list')).map(asMap);
    const names = variables.map(({ name }) => name);
    assert.ok(['datasource', 'cluster', 'instance'].every((name) => names.includes(name)));
    assert.match(String(dashboard.uid), /^tks-[a-z]+$/);
    assert.is(dashboard.id, undefined, 'an id would be that of another database');
    const panels = asList(dashboard.panels).map(asMap);
    const ids = panels.map(({ id }) => id);
    assert.is(new Set(ids).size, ids.length);
    for (const panel of panels.filter(({ type }) => type !== 'row')) {
      const targets = asList(panel.targets).map(asMap);
      assert.ok(targets.length > 0, String(panel.title));
      for (const source of [panel.datasource, ...targets.map(({ datasource }) => datasource)])
        assert.is(asMap(source).uid, '${datasource}', String(panel.title));
    }
  });
}

test.run();
