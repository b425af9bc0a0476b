import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ClusterFacts, IngressControllerFact } from '../../lib/facts.ts';
import { servedBy } from '../../lib/network/controller.ts';
import type { Stack } from '../../lib/stack.ts';
import { inputOf } from '../helpers/stack.ts';

const clusterOf = (cluster: Partial<ClusterFacts>) => inputOf({} as Stack, {}, cluster).facts.cluster;

const fact = (namespace: string, more: Partial<IngressControllerFact> = {}): IngressControllerFact => ({
  namespace,
  hostNetwork: false,
  ...more,
});
const classes: ClusterFacts['ingressClasses'] = [
  { name: 'nginx', default: false, controller: 'k8s.io/ingress-nginx' },
  { name: 'internal', default: false, controller: 'k8s.io/internal' },
  { name: 'ha', default: false, controller: 'haproxy.org/ingress-controller/ha' },
];
const controllers = [
  fact('outer', { controller: 'k8s.io/ingress-nginx' }),
  fact('inner', { controller: 'k8s.io/internal', hostNetwork: true }),
  fact('ha', { controller: 'haproxy.org/ingress-controller' }),
  fact('kube-system', { controller: 'traefik.io/ingress-controller', className: 'traefik' }),
];

for (const [of, className, namespace, expected] of [
  ['the class’ controller', 'nginx', undefined, ['outer', false]],
  ['a second one of the same kind', 'internal', undefined, ['inner', true]],
  ['a class that names its own after the controller', 'ha', undefined, ['ha', false]],
  ['a class that its command line names', 'traefik', undefined, ['kube-system', false]],
  ['the answer, before anything', 'nginx', 'inner', ['inner', true]],
  ['the answer, where nothing was found', 'nginx', 'nowhere', ['nowhere', false]],
  ['nobody', 'unheard-of', undefined, undefined],
] as const)
  test(`who serves an Ingress: ${of}`, () => {
    const cluster = clusterOf({ ingressClasses: classes, ingressControllers: controllers });
    const served = servedBy(cluster, className, namespace);
    assert.equal(served && [...served.namespaces, served.hostNetwork], expected);
  });

test('who serves an Ingress: the only one, else the usual namespace, else it has to be answered', () => {
  const served = (cluster: Partial<ClusterFacts>) => servedBy(clusterOf(cluster), 'corp', undefined)?.namespaces;
  assert.equal(served({ ingressControllers: [fact('edge')] }), ['edge']);
  assert.equal(served({ ingressControllers: [fact('a'), fact('b')], namespaces: ['ingress-nginx'] }), [
    'ingress-nginx',
  ]);
  assert.is(served({ namespaces: ['a'] }), undefined);
});

test.run();
