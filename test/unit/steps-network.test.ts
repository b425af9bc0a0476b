import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import { resolve } from '../../lib/desired.ts';
import type { ClusterFacts } from '../../lib/facts.ts';
import { type JsonMap, type KubeObject, nameOf } from '../../lib/kubernetes/object.ts';
import { fieldAt } from '../../lib/manifests/field.ts';
import { requireManifest } from '../../lib/manifests/find.ts';
import { isPolicy } from '../../lib/network/policy.ts';
import { selects } from '../../lib/network/selector.ts';
import { loadStack } from '../../lib/stack/load.ts';
import type { Stack } from '../../lib/stack.ts';
import { grafanaIngress } from '../../steps/4.3-grafana-ingress.ts';
import { network } from '../../steps/5.3-network.ts';
import { STEPS } from '../../steps/index.ts';
import { inputOf, MINIATURE, PRESENT } from '../helpers/stack.ts';

const miniature = await loadStack(MINIATURE);
const HOST = { host: 'grafana.example.com' };
const ALLOW: NonNullable<AnswersFile['network']>['allow'] = [
  { namespace: 'portal', to: 'prometheus' },
  { cidr: '10.0.0.0/24' },
  { namespace: 'oncall', to: 'alertmanager' },
  { cidr: 'fd00::/64', to: 'grafana' },
];
const NGINX: Partial<ClusterFacts> = {
  namespaces: ['edge', 'portal', 'oncall'],
  ingressClasses: [{ name: 'nginx', default: true, controller: 'k8s.io/ingress-nginx' }],
  ingressControllers: [{ namespace: 'edge', controller: 'k8s.io/ingress-nginx', hostNetwork: false }],
};
const node = (name: string, addresses: string[], tunnels?: string[]) => ({
  name,
  addresses,
  controlPlane: false,
  kwok: false,
  ...(tunnels && { tunnels }),
});

function outcome(stack: Stack, answers: AnswersFile['network'] = {}, cluster: Partial<ClusterFacts> = NGINX) {
  const input = inputOf(stack, { grafana: HOST, network: answers }, cluster);
  const of = (step: typeof network) => (step.desired?.(input, stack.manifests) ?? []).map(({ object }) => object);
  return {
    stack: (network.customise?.(stack.manifests, input) ?? []).map(({ object }) => object).filter(isPolicy),
    ours: [...of(grafanaIngress), ...of(network)].filter(isPolicy),
    gone: [...(grafanaIngress.obsolete?.(input) ?? []), ...(network.obsolete?.(input) ?? [])]
      .filter(isPolicy)
      .map(nameOf)
      .sort(),
    leftOut: network.leftOut?.(input)?.en,
    notes: [...(grafanaIngress.notes?.(input) ?? []), ...(network.notes?.(input) ?? [])].map(({ en }) => en),
  };
}

const named = (objects: readonly KubeObject[]) => objects.map(({ metadata }) => metadata.name);
const policiesOf = (stack: Stack) => stack.manifests.map(({ object }) => object).filter(isPolicy);
const rules = (policy: KubeObject | undefined) => fieldAt(policy, 'spec', 'ingress') as JsonMap[] | undefined;
const without = (stack: Stack): Stack => ({
  ...stack,
  manifests: stack.manifests.filter(({ object }) => !isPolicy(object)),
});

for (const folder of PRESENT) {
  const stack = await loadStack(folder);

  test(`${folder}: the stack's policies, and the one that our Ingress needs`, () => {
    const { stack: kept, ours, gone, leftOut } = outcome(stack);
    assert.equal(kept, policiesOf(stack));
    assert.is(kept.length, 8);
    assert.equal(named(ours), ['grafana-ingress']);
    assert.match(leftOut ?? '', /stay as they are/);
    assert.equal(
      gone,
      ['grafana', 'prometheus', 'alertmanager'].map((name) => `NetworkPolicy monitoring/${name}-allow`).sort(),
    );
  });

  test(`${folder}: whom the answers name gets in, a rule each, to the component's pods and port only`, () => {
    const { ours, notes, gone } = outcome(stack, { allow: ALLOW });
    assert.equal(named(ours), ['grafana-ingress', 'grafana-allow', 'prometheus-allow', 'alertmanager-allow']);
    const inNamespace = (name: string) => ({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
    });
    const tcp = (port: number) => [{ port, protocol: 'TCP' }];
    assert.equal(ours.slice(1).map(rules), [
      [{ from: [{ ipBlock: { cidr: 'fd00::/64' } }], ports: tcp(3000) }],
      [
        { from: [inNamespace('portal')], ports: tcp(9090) },
        { from: [{ ipBlock: { cidr: '10.0.0.0/24' } }], ports: tcp(9090) },
      ],
      [{ from: [inNamespace('oncall')], ports: tcp(9093) }],
    ]);
    assert.equal([notes, gone], [[], []]);
    // The pods that the stack's own policies select are those that ours select, and no other component's.
    const podsOf = (name: string) =>
      fieldAt(requireManifest(stack.manifests, 'NetworkPolicy', name).object, 'spec', 'podSelector', 'matchLabels');
    const pods = ['grafana', 'prometheus-k8s', 'alertmanager-main'].map(
      (name) => podsOf(name) as Record<string, string>,
    );
    for (const [i, policy] of ours.slice(1).entries())
      assert.equal(
        pods.map((labels) => selects(fieldAt(policy, 'spec', 'podSelector'), labels)),
        pods.map((_, at) => at === i),
      );
  });

  test(`${folder}: keep applies no policy and deletes none`, () => {
    const { stack: kept, ours, gone, notes } = outcome(stack, { policies: 'keep', allow: ALLOW }, {});
    assert.equal([kept, ours, gone], [[], [], []]);
    assert.match(notes.join('\n'), /network\.allow for grafana, prometheus, alertmanager has no effect/);
  });

  test(`${folder}: none applies none, and what earlier runs made goes`, () => {
    const { stack: kept, ours, gone } = outcome(stack, { policies: 'none' }, {});
    assert.equal([kept, ours], [[], []]);
    const own = ['grafana-ingress', 'grafana-allow', 'prometheus-allow', 'alertmanager-allow'];
    assert.equal(
      gone,
      [...policiesOf(stack).map(nameOf), ...own.map((name) => `NetworkPolicy monitoring/${name}`)].sort(),
    );
  });

  test(`${folder}: with any answer an object is wanted once, and never both wanted and obsolete`, () => {
    for (const policies of ['stack', 'keep', 'none'] as const) {
      const answers: AnswersFile = { cluster: { name: 'x' }, grafana: HOST, network: { policies, allow: ALLOW } };
      const all = resolve(STEPS, new Set(STEPS), inputOf(stack, answers, NGINX));
      const wanted = all.flatMap((step) => step.wanted.map(({ object }) => nameOf(object)));
      assert.is(new Set(wanted).size, wanted.length);
      const gone = all.flatMap((step) => step.obsolete.map(nameOf));
      assert.equal(
        gone.filter((name) => wanted.includes(name)),
        [],
        policies,
      );
      assert.is(wanted.filter((name) => name.startsWith('NetworkPolicy ')).length, policies === 'stack' ? 12 : 0);
    }
  });
}

test('where nobody is kept out no policy is made, for a first one would keep out all the others', () => {
  const { ours, gone, notes } = outcome(without(miniature), { allow: ALLOW });
  assert.equal(ours, []);
  assert.is(gone.length, 4);
  assert.match(notes.join('\n'), /makes no policy: none keeps anybody out/);
});

test('a live policy of somebody else keeps people out too; one of ours does not count', () => {
  const everybody = { name: 'default-deny', spec: { podSelector: {} } };
  const live = (ours: boolean) => ({ ...NGINX, isolation: { pods: [], policies: [{ ...everybody, ours }] } });
  const made = (ours: boolean) => named(outcome(without(miniature), { allow: ALLOW.slice(0, 1) }, live(ours)).ours);
  assert.equal(made(false), ['grafana-ingress', 'prometheus-allow']);
  assert.equal(made(true), []);
});

const byHand = (...policies: string[]) => ({
  ...NGINX,
  isolation: {
    pods: [],
    policies: policies.map((name) => {
      const app = { 'app.kubernetes.io/name': name };
      return { name, ours: name.startsWith('our-'), spec: { podSelector: { matchLabels: app }, ingress: [] } };
    }),
  },
});

test('none says which policies of others stay, and what one that isolates Grafana does', () => {
  const notes = (policies: 'none' | 'stack' | 'keep', ...live: string[]) =>
    outcome(miniature, { policies }, byHand(...live)).notes;
  const [stay, shut, ...more] = notes('none', 'grafana', 'our-grafana', 'kube-state-metrics');
  assert.equal(more, []);
  assert.match(stay ?? '', /none .*only .* this tool made.*stay.*: grafana, kube-state-metrics\./);
  assert.match(shut ?? '', /NetworkPolicy grafana .*Grafana.*504.*network\.policies: stack/);
  const [others, ...rest] = notes('none', 'kube-state-metrics');
  assert.match(others ?? '', /: kube-state-metrics\./);
  assert.equal(rest, [], 'nobody keeps anyone out of Grafana');
  for (const live of [[], ['our-grafana']]) assert.equal(notes('none', ...live), []);
  for (const policies of ['stack', 'keep'] as const) assert.equal(notes(policies, 'grafana'), []);
});

test('without an Ingress of ours a policy of others that isolates Grafana is only named', () => {
  const cluster = byHand('grafana');
  const input = inputOf(miniature, { grafana: { expose: 'none' }, network: { policies: 'none' } }, cluster);
  const notes = (network.notes?.(input) ?? []).map(({ en }) => en);
  assert.is(notes.length, 1);
  assert.not.match(notes.join(), '504');
});

test('namespaces that are not there are named, unless nobody may list them', () => {
  const notes = (more: Partial<ClusterFacts>) => outcome(miniature, { allow: ALLOW }, { ...NGINX, ...more }).notes;
  assert.match(notes({ namespaces: ['edge', 'portal'] }).join(), /don't exist yet: oncall\./);
  assert.equal(notes({ namespaces: ['monitoring'], unknown: ['Namespace'] }), []);
});

test("a controller on the nodes' network gets in by every address that its traffic may come from", () => {
  const cluster: Partial<ClusterFacts> = {
    ...NGINX,
    ingressControllers: [{ namespace: 'edge', controller: 'k8s.io/ingress-nginx', hostNetwork: true }],
    nodes: [node('a', ['10.0.0.12', 'fd00::12'], ['10.233.64.1']), node('b', ['10.0.0.11'], ['10.0.0.11'])],
  };
  const { ours, notes } = outcome(miniature, {}, cluster);
  const [inside, hosts, ...more] = rules(ours[0]) ?? [];
  assert.equal(more, []);
  assert.match(JSON.stringify(inside), /"kubernetes.io\/metadata.name":"edge"/);
  const cidrs = ['10.0.0.11/32', '10.0.0.12/32', '10.233.64.1/32', 'fd00::12/128'];
  assert.equal(hosts, { from: cidrs.map((cidr) => ({ ipBlock: { cidr } })), ports: [{ port: 3000, protocol: 'TCP' }] });
  assert.equal(notes, []);
  const cilium = outcome(miniature, {}, { ...cluster, kinds: ['cilium.io/CiliumNetworkPolicy'] }).notes;
  assert.match(cilium.join(), /CiliumNetworkPolicy.*host and remote-node/);
  const unread = outcome(miniature, {}, { ...cluster, nodes: [] });
  assert.is(rules(unread.ours[0])?.length, 1, 'a rule without peers would let everybody in');
  assert.match(unread.notes.join(), /network\.allow/);
});

test('unattended, a namespace that nobody can tell is an error only where a policy would keep the controller out', () => {
  const cluster = { namespaces: ['web', 'corp-ingress'], ingressClasses: [{ name: 'corp', default: false }] };
  assert.throws(() => outcome(miniature, {}, cluster), /no controller was found for the ingress class corp/);
  try {
    outcome(miniature, {}, cluster);
  } catch (error) {
    const { hint } = (error as { failure: { hint?: { en: string } } }).failure;
    assert.match(hint?.en ?? '', /grafana\.ingress\.namespace .*there are: corp-ingress\)/);
  }
  for (const policies of ['keep', 'none'] as const) assert.equal(outcome(miniature, { policies }, cluster).ours, []);
  assert.equal(outcome(without(miniature), {}, cluster).ours, []);
});

test('without exposure the Ingress and its policy of an earlier run go, unless policies are to be kept', () => {
  const gone = (policies: 'stack' | 'keep') => {
    const answers = { grafana: { expose: 'none' }, network: { policies } } as const;
    return (grafanaIngress.obsolete?.(inputOf(miniature, answers)) ?? []).map(nameOf);
  };
  // The stack's Ingress, and ours of a run before the stack had one.
  const ingresses = ['Ingress monitoring/grafana', 'Ingress monitoring/grafana-ingress'];
  assert.equal(gone('stack'), [...ingresses, 'NetworkPolicy monitoring/grafana-ingress']);
  assert.equal(gone('keep'), ingresses);
});

test.run();
