import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { asMember } from '../../lib/inventory/applyset.ts';
import { ApiError } from '../../lib/kubernetes/api-error.ts';
import type { Client } from '../../lib/kubernetes/client.ts';
import type { JsonMap, KubeObject } from '../../lib/kubernetes/object.ts';
import { controlPlanePods } from '../../lib/practice/objects.ts';
import { controlPlaneFacts, readControlPlane } from '../../lib/survey/control-plane.ts';
import { tunnelAddresses } from '../../lib/survey/host-addresses.ts';
import { findIngressControllers, ingressControllerFacts } from '../../lib/survey/ingress-controllers.ts';
import { readIsolation } from '../../lib/survey/isolation.ts';

const pod = (
  labels: Record<string, string>,
  command: string[] = [],
  more: JsonMap = {},
  namespace = 'x',
): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: Object.values(labels).join('-'), namespace, labels },
  spec: { containers: [{ name: 'c', command: ['prog'], args: command }], ...more },
});
const service = (name: string, more: JsonMap = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'kube-system', labels: { a: 'b' } },
  spec: { ports: [{ name: 'p', port: 1 }], ...more },
});

/** A client that lists these kinds; `undefined` is what nobody may list. */
function lists(kinds: Record<string, KubeObject[] | undefined>): Client {
  const list = async (_version: string, kind: string) => {
    const items = kinds[kind];
    if (items) return { items, resourceVersion: '1' };
    throw new ApiError('GET', '/', 403, 'no');
  };
  return { list } as Partial<Client> as Client;
}

test('a flag is read in both forms, the last one counts, and without it nothing is known', () => {
  const of = (...command: string[]) =>
    controlPlaneFacts([pod({ component: 'kube-scheduler' }, command)])[0]?.bindAddress;
  assert.is(of('--bind-address=127.0.0.1'), '127.0.0.1');
  assert.is(of('--bind-address', '::1'), '::1');
  assert.is(of('--bind-address=127.0.0.1', '--bind-address=0.0.0.0'), '0.0.0.0');
  assert.is(of('--bind-address-x=1', '--v=2'), undefined);
});

test("the practice plane's pods are read as open, on each master", () => {
  const facts = controlPlaneFacts(controlPlanePods());
  assert.equal(facts.map(({ component, bindAddress, node }) => [component, bindAddress, node]).slice(0, 4), [
    ['kube-scheduler', '0.0.0.0', 'master1'],
    ['kube-scheduler', '0.0.0.0', 'master2'],
    ['kube-scheduler', '0.0.0.0', 'master3'],
    ['kube-controller-manager', '0.0.0.0', 'master1'],
  ]);
});

test('a pod that both lists hold counts once; Services of ours are nobody else’s', async () => {
  const Pod = [pod({ component: 'kube-scheduler', 'k8s-app': 'kube-scheduler' }, ['--secure-port=1'])];
  const Service = [service('theirs'), asMember(service('ours'))];
  const facts = await readControlPlane(lists({ Pod, Service }), assert.unreachable);
  assert.equal(
    facts.controlPlane?.map(({ component, port }) => [component, port]),
    [['kube-scheduler', 1]],
  );
  assert.equal(facts.systemServices, [{ name: 'theirs', labels: { a: 'b' }, ports: ['p'] }]);
});

test('what nobody may list is told, and not taken for empty', async () => {
  const told: string[] = [];
  const note = (kind: string) => told.push(kind);
  assert.equal(await readControlPlane(lists({ Service: [] }), note), { systemServices: [] });
  assert.equal(await findIngressControllers(lists({}), note), []);
  assert.is(await readIsolation(lists({ Pod: [] }), note), undefined);
  assert.equal([...new Set(told)].sort(), ['NetworkPolicy', 'Pod']);
});

test('controllers are known by their labels, and what they serve by their flags', () => {
  const name = 'app.kubernetes.io/name';
  const facts = ingressControllerFacts([
    pod(
      { [name]: 'ingress-nginx', x: '1' },
      ['--controller-class=k8s.io/internal', '--ingress-class=internal'],
      {},
      'a',
    ),
    pod(
      { [name]: 'ingress-nginx', x: '2' },
      ['--controller-class=k8s.io/internal', '--ingress-class=internal'],
      {},
      'a',
    ),
    pod({ [name]: 'ingress-nginx' }, [], { hostNetwork: true }, 'b'),
    pod({ [name]: 'ingress-nginx', 'app.kubernetes.io/component': 'admission-webhook' }, [], {}, 'c'),
    { ...pod({ [name]: 'traefik' }, [], {}, 'd'), status: { phase: 'Failed' } },
    pod({ app: 'haproxy-ingress' }, [], {}, 'e'),
    pod({ [name]: 'grafana' }, [], {}, 'f'),
  ]);
  assert.equal(
    facts.map(({ namespace, className, controller, hostNetwork }) => [namespace, className, controller, hostNetwork]),
    [
      ['a', 'internal', 'k8s.io/internal', false],
      ['b', undefined, 'k8s.io/ingress-nginx', true],
      ['e', undefined, 'haproxy-ingress.github.io/controller', false],
    ],
  );
});

test('addresses of tunnels come from what Calico and flannel note on a node', () => {
  const node = (annotations: Record<string, string>, spec?: JsonMap): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'n', annotations },
    ...(spec && { spec }),
  });
  const calico = {
    'projectcalico.org/IPv4Address': '10.0.0.11/24',
    'projectcalico.org/IPv4IPIPTunnelAddr': '10.233.64.1',
    'projectcalico.org/IPv6VXLANTunnelAddr': 'fd00::1',
    'projectcalico.org/ASNumber': '64512',
  };
  assert.equal(tunnelAddresses(node(calico)), ['10.0.0.11', '10.233.64.1', 'fd00::1']);
  const ranges = { podCIDR: '10.244.1.0/24', podCIDRs: ['10.244.1.0/24', 'fd00:10:244:1::/64'] };
  const flannel = { 'flannel.alpha.coreos.com/public-ip': '10.0.0.11' };
  assert.equal(tunnelAddresses(node(flannel, ranges)), ['10.0.0.11', '10.244.1.0', 'fd00:10:244:1::']);
  assert.equal(tunnelAddresses(node({}, ranges)), []);
});

test('the policies and the living pods of the namespace', async () => {
  const policy: KubeObject = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'p' },
    spec: { podSelector: {} },
  };
  const Pod = [pod({ a: '1' }), { ...pod({ b: '1' }), status: { phase: 'Succeeded' } }];
  assert.equal(await readIsolation(lists({ Pod, NetworkPolicy: [policy, asMember(policy)] }), assert.unreachable), {
    pods: [{ a: '1' }],
    policies: [
      { name: 'p', ours: false, spec: { podSelector: {} } },
      { name: 'p', ours: true, spec: { podSelector: {} } },
    ],
  });
});

test.run();
