import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseAllDocuments } from 'yaml';
import { type JsonMap, type KubeObject, keyOf } from '../../lib/kubernetes/object.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const MINIATURE = join(ROOT, 'test/stack');
const UPSTREAM = join(ROOT, '../shared/kube-prometheus/0.18/manifests');
const VALUES = 'preliminary/prometheus-msteams-config.yaml';
const withUpstream = existsSync(UPSTREAM) ? test : test.skip;

const yamlFiles = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .sort();

/** All documents of a file; fails on what the parser complains of. */
function documents(file: string): unknown[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).map((document) => {
    assert.equal(document.errors, [], file);
    assert.equal(document.warnings, [], file);
    return document.toJS();
  });
}

/** All objects of a file, those inside lists (RoleList, ConfigMapList) one by one. */
function objects(file: string): KubeObject[] {
  return (documents(file) as (KubeObject & { items?: KubeObject[] })[]).flatMap((object) => object.items ?? [object]);
}

function byKey(folder: string, files = yamlFiles(folder)): Map<string, KubeObject> {
  return new Map(files.flatMap((file) => objects(join(folder, file))).map((object) => [keyOf(object), object]));
}

const isDashboard = (key: string) => key.startsWith('ConfigMap/monitoring/grafana-dashboard-');
const mine = byKey(join(MINIATURE, 'manifests'));
const theirs = existsSync(UPSTREAM) ? byKey(UPSTREAM) : new Map<string, KubeObject>();

/** A value in which the order of keys and of list entries doesn't count. */
function unordered(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(unordered).sort().join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const entries = Object.entries(value).map(([key, inner]) => `${key}:${unordered(inner)}`);
  return `{${entries.sort().join()}}`;
}

/** Every image, also that in the operator's argument for the config reloader. */
function images(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value === 'string') {
    const reloader = value.match(/^--prometheus-config-reloader=(.+)/)?.[1];
    if (reloader) found.add(reloader);
  } else if (typeof value === 'object' && value !== null) {
    const image = (value as { image?: unknown }).image;
    if (typeof image === 'string') found.add(image);
    for (const inner of Object.values(value)) images(inner, found);
  }
  return found;
}

const imagesOf = (stack: Map<string, KubeObject>) =>
  [...stack.values()]
    .filter(({ kind }) => kind !== 'CustomResourceDefinition')
    .flatMap((object) => [...images(object)])
    .filter((image, index, all) => all.indexOf(image) === index)
    .sort();

/** The spec of the object with this key, or a failure. */
function specIn(stack: Map<string, KubeObject>, key: string): JsonMap {
  const spec = stack.get(key)?.spec;
  if (!spec) throw new Error(`${key} is missing, or has no spec`);
  return spec as JsonMap;
}

/** The keys of all our objects of some kinds; as many as expected, so that comparing them compares something. */
function keysOf(kinds: string[], count: number): string[] {
  const keys = [...mine].filter(([, { kind }]) => kinds.includes(kind)).map(([key]) => key);
  assert.is(keys.length, count, kinds.join());
  return keys;
}

test('every file parses, and every object is there once', () => {
  const keys = yamlFiles(MINIATURE)
    .filter((file) => file !== VALUES)
    .flatMap((file) => objects(join(MINIATURE, file)))
    .map((object) => {
      assert.type(object.apiVersion, 'string');
      return keyOf(object);
    });
  assert.equal(
    keys.filter((key, index) => keys.indexOf(key) !== index),
    [],
  );
  assert.ok(keys.length > 95);
});

test('the CRs ask for the replicas of the real ones, and carry no environment', () => {
  const prometheus = specIn(mine, 'Prometheus.monitoring.coreos.com/monitoring/k8s');
  const alertmanager = specIn(mine, 'Alertmanager.monitoring.coreos.com/monitoring/main');
  assert.is(prometheus.replicas, 2);
  assert.is(alertmanager.replicas, 3);
  assert.is(prometheus.serviceDiscoveryRole, 'EndpointSlice');
  assert.equal(prometheus.externalLabels, {});
  assert.is(prometheus.storage ?? alertmanager.storage, undefined);
});

test('all 11 images are named, also the one inside an argument', () => {
  assert.is(imagesOf(mine).length, 11);
  assert.ok(imagesOf(mine).some((image) => image.includes('/prometheus-config-reloader:')));
});

test('cert-manager/ makes the secret that its issuer reads', () => {
  const made = byKey(join(MINIATURE, 'cert-manager'));
  const ca = specIn(made, 'Certificate.cert-manager.io/monitoring/grafana-ca');
  const issuer = specIn(made, 'Issuer.cert-manager.io/monitoring/grafana-ca-issuer');
  const leaf = specIn(made, 'Certificate.cert-manager.io/monitoring/grafana-tls');
  assert.is(ca.secretName, 'grafana-ca-secret');
  assert.equal(issuer.ca, { secretName: 'grafana-ca-secret' });
  assert.is((leaf.issuerRef as JsonMap).name, 'grafana-ca-issuer');
});

test("the msteams values are values of the miniature's chart", () => {
  const [values] = documents(join(MINIATURE, VALUES)) as [JsonMap];
  const [defaults] = documents(join(ROOT, 'test/chart/prometheus-msteams/values.yaml')) as [JsonMap];
  for (const key of Object.keys(values)) assert.ok(key in defaults, key);
  const [connector] = values.connectorsWithCustomTemplates as [JsonMap];
  assert.equal(Object.keys(connector).sort(), ['escape_underscores', 'request_path', 'template_file', 'webhook_url']);
});

withUpstream('the files are named as upstream', () => {
  assert.equal(yamlFiles(join(MINIATURE, 'manifests')), yamlFiles(UPSTREAM));
});

withUpstream('the objects are those of upstream; of the dashboards a few', () => {
  const without = (stack: Map<string, KubeObject>) => [...stack.keys()].filter((key) => !isDashboard(key)).sort();
  assert.equal(without(mine), without(theirs));
  const dashboards = [...mine.keys()].filter(isDashboard);
  assert.ok(dashboards.length > 0);
  for (const key of dashboards) assert.ok(theirs.has(key), key);
});

withUpstream('labels, replicas and images are those of upstream', () => {
  assert.equal(imagesOf(mine), imagesOf(theirs));
  for (const [key, object] of mine) {
    const other = theirs.get(key);
    assert.equal(object.metadata.labels, other?.metadata.labels, key);
    assert.is((object.spec as JsonMap | undefined)?.replicas, (other?.spec as JsonMap | undefined)?.replicas, key);
  }
});

/** What has to mean the same as upstream, by kind: whole, or the fields named. */
const SAME: Record<string, string[]> = {
  NetworkPolicy: ['spec'],
  Service: ['spec'],
  PodDisruptionBudget: ['spec'],
  APIService: ['spec'],
  Prometheus: ['spec'],
  Alertmanager: ['spec'],
  Role: ['rules'],
  ClusterRole: ['rules'],
  RoleBinding: ['roleRef', 'subjects'],
  ClusterRoleBinding: ['roleRef', 'subjects'],
  ServiceAccount: ['automountServiceAccountToken'],
};

withUpstream('policies, services, rights and the CRs mean the same as upstream', () => {
  let compared = 0;
  for (const [key, object] of mine) {
    for (const field of SAME[object.kind] ?? []) {
      assert.is(unordered(object[field]), unordered(theirs.get(key)?.[field]), `${key} ${field}`);
      compared++;
    }
  }
  assert.ok(compared > 60);
});

withUpstream('ServiceMonitors find the same targets under the same job', () => {
  const found = ({ endpoints, selector, namespaceSelector, jobLabel }: JsonMap) => {
    const targets = (endpoints as JsonMap[]).map((to) => [to.port, to.path, to.scheme, to.interval]);
    return unordered({ targets, selector, namespaceSelector, jobLabel });
  };
  for (const key of keysOf(['ServiceMonitor'], 13))
    assert.is(found(specIn(mine, key)), found(specIn(theirs, key)), key);
});

withUpstream('workloads run the same containers with the same ports and volumes', () => {
  const shape = ({ template }: JsonMap) => {
    const { containers, volumes, ...pod } = (template as { spec: JsonMap }).spec;
    const parts = (containers as JsonMap[]).map(({ name, image, ports, resources }) => ({
      name,
      image,
      ports,
      resources,
    }));
    const named = ((volumes ?? []) as JsonMap[]).map(({ name }) => String(name));
    const kept = named.filter((name) => !name.startsWith('grafana-dashboard-'));
    return unordered({ parts, kept, ...pod });
  };
  const keys = keysOf(['Deployment', 'DaemonSet'], 6);
  for (const key of keys) assert.is(shape(specIn(mine, key)), shape(specIn(theirs, key)), key);
});

withUpstream('each CRD has the names, scope and versions of the real one', () => {
  const facts = ({ group, scope, names, versions }: JsonMap) => {
    const all = (versions as JsonMap[]).map((of) => [of.name, of.served, of.storage, of.subresources]);
    return unordered({ group, scope, names, all });
  };
  const keys = keysOf(['CustomResourceDefinition'], 10);
  for (const key of keys) assert.is(facts(specIn(mine, key)), facts(specIn(theirs, key)), key);
});

withUpstream('no file is a copy of the real one', () => {
  for (const file of yamlFiles(UPSTREAM)) {
    const [ours, upstream] = [join(MINIATURE, 'manifests', file), join(UPSTREAM, file)].map((path) =>
      readFileSync(path, 'utf8').trim(),
    );
    assert.is.not(ours, upstream, file);
  }
});

test.run();
