import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import type { ClusterFacts } from '../../lib/facts.ts';
import { type JsonMap, type KubeObject, nameOf } from '../../lib/kubernetes/object.ts';
import { fieldAt, withField } from '../../lib/manifests/field.ts';
import { requireManifest } from '../../lib/manifests/find.ts';
import { loadStack } from '../../lib/stack/load.ts';
import type { Stack } from '../../lib/stack.ts';
import { grafanaIngress } from '../../steps/4.3-grafana-ingress.ts';
import { grafanaPvc } from '../../steps/4.4-grafana-pvc.ts';
import { grafanaConfig } from '../../steps/5.3-grafana-config.ts';
import { bareStack, inputOf, MINIATURE, PRESENT } from '../helpers/stack.ts';

const HOST = { host: 'grafana.example.com', ingress: { namespace: 'ingress-nginx' } };

function ingress(
  stack: Stack,
  grafana: AnswersFile['grafana'] = HOST,
  cluster: Partial<ClusterFacts> = {},
): KubeObject {
  const desired = grafanaIngress.desired?.(inputOf(stack, { grafana }, cluster), []) ?? [];
  const found = desired.find(({ object }) => object.kind === 'Ingress');
  if (!found) throw new Error('no Ingress');
  return found.object;
}

function annotated(stack: Stack, annotations: Record<string, string>): Stack {
  const preliminary = stack.preliminary.map(({ file, object }) => ({
    file,
    object: { ...object, metadata: { ...object.metadata, annotations } },
  }));
  return { ...stack, preliminary };
}

for (const [name, load] of [
  ["the stack's", () => loadStack(MINIATURE)],
  ['our', bareStack],
] as const)
  test(`${name} Ingress leads the host to Grafana, with its certificate`, async () => {
    const { metadata, spec } = ingress(await load());
    assert.is(metadata.namespace, 'monitoring');
    assert.equal(fieldAt(spec, 'tls'), [{ hosts: ['grafana.example.com'], secretName: 'grafana-tls' }]);
    const backend = { service: { name: 'grafana', port: { name: 'http' } } };
    assert.equal(fieldAt(spec, 'rules'), [
      { host: 'grafana.example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } },
    ]);
    assert.not.match(JSON.stringify(spec), /old\.example/);
  });

test("a Secret of the answers is the Ingress's certificate", async () => {
  const object = ingress(await bareStack(), { ...HOST, certificate: { source: 'secret', name: 'corp-tls' } });
  assert.match(JSON.stringify(fieldAt(object, 'spec', 'tls')), /"secretName":"corp-tls"/);
});

test("the class is the answers', the cluster's, or the stack's", async () => {
  const stack = await loadStack(MINIATURE);
  const classOf = (object: KubeObject) => fieldAt(object, 'spec', 'ingressClassName');
  const ingressClasses = [{ name: 'traefik', default: false }];
  assert.is(
    classOf(ingress(stack, { ...HOST, ingress: { ...HOST.ingress, className: 'corp' } }, { ingressClasses })),
    'corp',
  );
  assert.is(classOf(ingress(stack, HOST, { ingressClasses })), 'traefik');
  assert.is(classOf(ingress(stack)), 'nginx');
  assert.is(classOf(ingress(await bareStack())), undefined);
});

test("the stack's annotations are kept but for those that would fight with 3.4 or the class", async () => {
  const stack = annotated(await loadStack(MINIATURE), {
    'nginx.ingress.kubernetes.io/proxy-body-size': '1m',
    'cert-manager.io/cluster-issuer': 'letsencrypt',
    'kubernetes.io/ingress.class': 'nginx',
  });
  const grafana = { ...HOST, ingress: { ...HOST.ingress, annotations: { 'example.com/team': 'ops' } } };
  assert.equal(ingress(stack, grafana).metadata.annotations, {
    'nginx.ingress.kubernetes.io/proxy-body-size': '1m',
    'example.com/team': 'ops',
  });
});

test('an annotation that rewrites the path by a pattern goes with the pattern', async () => {
  const nginx = 'nginx.ingress.kubernetes.io';
  const rewritten = { [`${nginx}/rewrite-target`]: '/$2', [`${nginx}/use-regex`]: 'true', 'example.com/team': 'ops' };
  const stack = annotated(await loadStack(MINIATURE), rewritten);
  assert.equal(ingress(stack).metadata.annotations, { 'example.com/team': 'ops' });
  const given = { ...HOST, ingress: { ...HOST.ingress, annotations: { [`${nginx}/rewrite-target`]: '/x/$1' } } };
  assert.is(ingress(stack, given).metadata.annotations?.[`${nginx}/rewrite-target`], '/x/$1', 'the answer is one');
  const plain = annotated(stack, { [`${nginx}/rewrite-target`]: '/' });
  assert.equal(ingress(plain).metadata.annotations, { [`${nginx}/rewrite-target`]: '/' });
  const preliminary = stack.preliminary.map((manifest) => {
    const rules = fieldAt(manifest.object, 'spec', 'rules');
    if (!Array.isArray(rules)) return manifest;
    const other = { host: 'p.old', http: { paths: [{ path: '/p(/|$)(.*)', backend: { service: { name: 'p' } } }] } };
    return { ...manifest, object: withField(manifest.object, ['spec', 'rules'], [...rules, other]) };
  });
  const shared = { ...stack, preliminary };
  assert.equal(ingress(shared).metadata.annotations, rewritten, 'others need it');
  const notes = (of: Stack) => (grafanaIngress.notes?.(inputOf(of, { grafana: HOST })) ?? []).map(({ en }) => en);
  assert.match(notes(shared).join(), /rewrite-target.*Ingress of its own/);
  for (const other of [stack, plain]) assert.equal(notes(other), []);
});

for (const folder of PRESENT)
  test(`${folder}: the controller's namespace is let in to Grafana's pods`, async () => {
    const stack = await loadStack(folder);
    const input = inputOf(stack, { grafana: { ...HOST, ingress: { namespace: 'edge' } } });
    const policy = grafanaIngress.desired?.(input, []).find(({ object }) => object.kind === 'NetworkPolicy')?.object;
    const pods = requireManifest(stack.manifests, 'Deployment', 'grafana').object;
    assert.is(policy?.metadata.name, 'grafana-ingress');
    assert.equal(
      fieldAt(policy, 'spec', 'podSelector', 'matchLabels'),
      fieldAt(pods, 'spec', 'selector', 'matchLabels'),
    );
    const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': 'edge' } };
    assert.equal(fieldAt(policy, 'spec', 'ingress'), [
      { from: [{ namespaceSelector }], ports: [{ port: 3000, protocol: 'TCP' }] },
    ]);
  });

test('a policy comes only where one of the stack keeps others out, and an old one goes', async () => {
  const stack = await loadStack(MINIATURE);
  const kinds = (changed: Stack) => {
    const input = inputOf(changed, { grafana: HOST });
    const wanted = (grafanaIngress.desired?.(input, []) ?? []).map(({ object }) => object.kind);
    return { wanted, gone: (grafanaIngress.obsolete?.(input) ?? []).map(nameOf) };
  };
  const withPolicy = (spec: JsonMap | undefined): Stack => {
    const others = stack.manifests.filter(({ object }) => object.kind !== 'NetworkPolicy');
    const metadata = { name: 'some', namespace: 'monitoring' };
    const object = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, ...(spec && { spec }) };
    return { ...stack, manifests: spec ? [...others, { file: 'some.yaml', object }] : others };
  };
  // Of an earlier run without this stack.
  const ours = 'Ingress monitoring/grafana-ingress';
  const open = { wanted: ['Ingress'], gone: [ours, 'NetworkPolicy monitoring/grafana-ingress'] };
  const closed = { wanted: ['Ingress', 'NetworkPolicy'], gone: [ours] };
  const labels = (name: string) => ({ matchLabels: { 'app.kubernetes.io/name': name } });
  const expression = (operator: string) => ({
    matchExpressions: [{ key: 'app.kubernetes.io/name', operator, values: ['grafana'] }],
  });
  assert.equal(kinds(stack), closed);
  assert.equal(kinds(withPolicy(undefined)), open);
  assert.equal(kinds(withPolicy({ podSelector: {} })), closed);
  assert.equal(kinds(withPolicy({ podSelector: labels('grafana') })), closed);
  assert.equal(kinds(withPolicy({ podSelector: labels('prometheus') })), open);
  assert.equal(kinds(withPolicy({ podSelector: expression('In') })), closed);
  assert.equal(kinds(withPolicy({ podSelector: expression('NotIn') })), open);
  assert.equal(kinds(withPolicy({ podSelector: {}, policyTypes: ['Egress'] })), open);
});

test('without exposure there is no Ingress', async () => {
  assert.ok(grafanaIngress.leftOut?.(inputOf(await bareStack(), { grafana: { expose: 'none' } })));
  assert.is(grafanaIngress.leftOut?.(inputOf(await bareStack(), { grafana: HOST })), undefined);
});

test("the claim has class and size of the answers, and the stack's class where they name none", async () => {
  const claim = (stack: Stack, storage: AnswersFile['storage']) =>
    grafanaPvc.desired?.(inputOf(stack, { storage }), [])[0]?.object;
  const stack = await loadStack(MINIATURE);
  const sized = claim(stack, { className: 'csi-cephfs-sc', grafana: { size: '20Gi' } });
  assert.is(fieldAt(sized, 'spec', 'storageClassName'), 'csi-cephfs-sc');
  assert.is(fieldAt(sized, 'spec', 'resources', 'requests', 'storage'), '20Gi');
  assert.equal(fieldAt(sized, 'spec', 'accessModes'), ['ReadWriteOnce']);
  assert.is(fieldAt(claim(stack, {}), 'spec', 'storageClassName'), 'old-rbd-sc');
  assert.is(fieldAt(claim(await bareStack(), {}), 'spec', 'storageClassName'), undefined);
});

test("a claim of another name is the one that Grafana's pod mounts", async () => {
  const stack = await loadStack(MINIATURE);
  const preliminary = stack.preliminary.map(({ file, object }) => ({
    file,
    object: object.kind === 'PersistentVolumeClaim' ? { ...object, metadata: { name: 'dashboards' } } : object,
  }));
  const input = inputOf({ ...stack, preliminary });
  const claim = grafanaPvc.desired?.(input, [])[0]?.object;
  assert.equal(claim?.metadata, { name: 'dashboards', namespace: 'monitoring' });
  const after = grafanaConfig.customise?.(stack.manifests, input) ?? [];
  const volumes = fieldAt(
    requireManifest(after, 'Deployment', 'grafana').object,
    'spec',
    'template',
    'spec',
    'volumes',
  );
  assert.match(JSON.stringify(volumes), /"persistentVolumeClaim":\{"claimName":"dashboards"\}/);
});

test.run();
