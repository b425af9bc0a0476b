import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkAnswers } from '../../lib/answers/check.ts';
import { describeProblem } from '../../lib/answers/problem.ts';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import { resolve } from '../../lib/desired.ts';
import type { ClusterFacts } from '../../lib/facts.ts';
import { asMember } from '../../lib/inventory/applyset.ts';
import { ApiError } from '../../lib/kubernetes/api-error.ts';
import type { Client } from '../../lib/kubernetes/client.ts';
import { type KubeObject, keyOf, nameOf } from '../../lib/kubernetes/object.ts';
import { fieldAt, withField } from '../../lib/manifests/field.ts';
import { planSteps } from '../../lib/plan/steps.ts';
import { loadStack } from '../../lib/stack/load.ts';
import type { Stack } from '../../lib/stack.ts';
import { readIssuers } from '../../lib/survey/issuers.ts';
import { readSecrets } from '../../lib/survey/secrets.ts';
import { grafanaCa } from '../../steps/3.2-grafana-ca.ts';
import { grafanaIssuer } from '../../steps/3.3-grafana-issuer.ts';
import { filePorts } from '../helpers/ports.ts';
import { bareStack, inputOf, MINIATURE } from '../helpers/stack.ts';
import { stillCluster } from '../helpers/still-cluster.ts';

const HOST = { grafana: { host: 'grafana.example.com' } };
const SECRET = 'Secret/monitoring/grafana-ca-secret';
const CA = { name: 'grafana-ca-secret' };

const namespaced = (name: string) => ({ name, namespace: 'monitoring' });
const certificate = (name: string, secretName: string): KubeObject => ({
  apiVersion: 'cert-manager.io/v1',
  kind: 'Certificate',
  metadata: namespaced(name),
  spec: { isCA: true, secretName },
});
const secretOf = (name: string): KubeObject => ({ apiVersion: 'v1', kind: 'Secret', metadata: namespaced(name) });
const secret = secretOf('grafana-ca-secret');

/** A cluster that answers the survey with these objects; what is named as forbidden is refused. */
function clusterOf(objects: KubeObject[], forbidden: string[] = []): Client {
  const refuse = (what: string) => {
    if (forbidden.includes(what)) throw new ApiError('GET', '/', 403, '{}');
  };
  const known: Partial<Client> = {
    getMetadata: async (object) => {
      refuse(keyOf(object));
      return objects.find((each) => keyOf(each) === keyOf(object));
    },
    list: async (_apiVersion, kind, { metadataOnly } = {}) => {
      refuse(kind);
      assert.is(metadataOnly ?? false, kind === 'Secret', 'what Secrets hold is never asked for');
      return { items: objects.filter((each) => each.kind === kind), resourceVersion: '1' };
    },
  };
  return known as Client;
}

async function surveyed(objects: KubeObject[], forbidden?: string[]) {
  const unreadable: string[] = [];
  const client = clusterOf(objects, forbidden);
  return { secrets: await readSecrets(client, (what) => unreadable.push(what)), unreadable };
}

test('the survey tells which Secrets there are, and who writes each', async () => {
  const other = certificate('other', 'other-secret');
  const ours = certificate('grafana-ca', 'grafana-ca-secret');
  const ca = { name: 'grafana-ca-secret' };
  assert.equal((await surveyed([ours])).secrets, []);
  assert.equal((await surveyed([secret, other])).secrets, [ca]);
  assert.equal((await surveyed([secret, secretOf('x'), other, ours])).secrets, [
    { ...ca, certificate: 'grafana-ca' },
    { name: 'x' },
  ]);
});

test('without the right to list Secrets, that of the CA is looked up by its name', async () => {
  const ours = certificate('grafana-ca', 'grafana-ca-secret');
  const some = await surveyed([secret, secretOf('x'), ours], ['Secret']);
  assert.equal(some, { secrets: [{ name: 'grafana-ca-secret', certificate: 'grafana-ca' }], unreadable: ['Secret'] });
  const none = await surveyed([secret, ours], ['Secret', SECRET]);
  assert.equal(none, { secrets: undefined, unreadable: ['Secret', 'Secret monitoring/grafana-ca-secret'] });
});

test('issuers are those of monitoring and of the cluster, or nothing is known', async () => {
  const issuer = (kind: string, name: string): KubeObject => ({
    apiVersion: 'cert-manager.io/v1',
    kind,
    metadata: { name },
  });
  const objects = [issuer('Issuer', 'a'), issuer('ClusterIssuer', 'corp')];
  const none = () => {};
  assert.equal(await readIssuers(clusterOf(objects), none), [
    { kind: 'Issuer', name: 'a' },
    { kind: 'ClusterIssuer', name: 'corp' },
  ]);
  assert.is(await readIssuers(clusterOf(objects, ['ClusterIssuer']), none), undefined);
});

for (const [name, load] of [
  ["the stack's", () => loadStack(MINIATURE)],
  ['our', bareStack],
] as const) {
  test(`${name} CA: left out beside one that is there, made where there is none`, async () => {
    const stack = await load();
    const leftOut = (fact?: { name?: string; certificate?: string }) =>
      grafanaCa.leftOut?.(inputOf(stack, HOST, fact && { secrets: [{ ...CA, ...fact }] }))?.en;
    assert.is(leftOut(), undefined);
    assert.is(leftOut({ name: 'another' }), undefined);
    assert.is(leftOut({ certificate: 'grafana-ca' }), undefined);
    assert.match(leftOut({}) ?? '', /is there already, by no Certificate/);
    assert.match(leftOut({ certificate: 'corp-ca' }) ?? '', /kept by Certificate corp-ca/);
    const input = inputOf(stack, HOST, { secrets: [CA] });
    assert.is(grafanaIssuer.leftOut?.(input), undefined);
    const issuer = grafanaIssuer.desired?.(input, []).find(({ object }) => fieldAt(object, 'spec', 'ca'))?.object;
    assert.is(fieldAt(issuer, 'spec', 'ca', 'secretName'), 'grafana-ca-secret');
  });
}

function changed(stack: Stack, path: string[], value: string): Stack {
  const edit = (object: KubeObject) =>
    object.metadata.name === 'grafana-ca' ? withField(object, path, value) : object;
  return { ...stack, certManager: stack.certManager.map((each) => ({ ...each, object: edit(each.object) })) };
}

/** What would be written of the CA's Certificate, over the live one. */
async function planned(stack: Stack, live: KubeObject[], cluster: Partial<ClusterFacts>) {
  const input = inputOf(stack, HOST, cluster);
  const resolved = resolve([grafanaCa], new Set([grafanaCa]), input);
  const { steps } = await planSteps({ client: stillCluster(live), ports: filePorts() }, resolved, input);
  const change = steps[0]?.changes.find(({ object }) => nameOf(object) === 'Certificate monitoring/grafana-ca');
  return { action: change?.action, written: change?.complete ? await change.complete() : change?.object };
}

test('once there is a CA, nothing that its Certificate says changes any more', async () => {
  const stack = await loadStack(MINIATURE);
  const input = inputOf(stack, HOST);
  const [wanted] = resolve([grafanaCa], new Set([grafanaCa]), input);
  const live = (wanted?.wanted ?? []).map(({ object }) => object);
  const there = { secrets: [{ ...CA, certificate: 'grafana-ca' }] };
  assert.is((await planned(stack, live, there)).action, 'unchanged');
  const renamed = changed(stack, ['spec', 'commonName'], 'another-ca');
  assert.is((await planned(renamed, live, {})).action, 'update', 'before there is a CA');
  assert.is((await planned(renamed, live, there)).action, 'unchanged');
  const theirs = live.map((object) => {
    const { labels: _, ...metadata } = object.metadata;
    return { ...object, metadata };
  });
  const taken = await planned(renamed, theirs, there);
  assert.is(taken.action, 'update', 'it becomes ours');
  const spec = live.find(({ kind }) => kind === 'Certificate')?.spec;
  assert.equal(taken.written?.spec, spec);
  assert.equal(taken.written?.metadata.labels, asMember(certificate('grafana-ca', '')).metadata.labels);
});

test('a CA that the stack keeps in another Secret is looked for in that one', async () => {
  const stack = changed(await loadStack(MINIATURE), ['spec', 'secretName'], 'tks-ca');
  const leftOut = (...secrets: { name: string; certificate?: string }[]) =>
    grafanaCa.leftOut?.(inputOf(stack, HOST, { secrets }))?.en ?? '';
  assert.is(leftOut(CA), '');
  assert.is(leftOut({ name: 'tks-ca', certificate: 'grafana-ca' }), '');
  assert.match(leftOut({ name: 'tks-ca' }), /Secret tks-ca is there already, by no Certificate/);
  assert.match(leftOut({ name: 'tks-ca', certificate: 'corp' }), /Secret tks-ca is kept by Certificate corp/);
});

test("an issuer of the stack whose CA the stack doesn't have leads to that CA, and never to a new one in its place", async () => {
  const stack = await loadStack(MINIATURE);
  const only = stack.certManager.flatMap((each) =>
    fieldAt(each.object, 'spec', 'ca') === undefined
      ? []
      : [{ ...each, object: withField(each.object, ['spec', 'ca', 'secretName'], 'corp-ca') }],
  );
  const of = (secrets: ClusterFacts['secrets'] = []) => inputOf({ ...stack, certManager: only }, HOST, { secrets });
  assert.match(grafanaCa.leftOut?.(of([{ name: 'corp-ca' }]))?.en ?? '', /Secret corp-ca is there already/);
  const [issuer] = grafanaIssuer.desired?.(of(), []) ?? [];
  assert.is(fieldAt(issuer?.object, 'spec', 'ca', 'secretName'), 'corp-ca');
  const made = grafanaCa.desired?.(of(), []).map(({ object }) => object) ?? [];
  assert.equal(made.map(nameOf), ['Issuer monitoring/grafana-selfsigned', 'Certificate monitoring/grafana-ca']);
  assert.is(fieldAt(made[1], 'spec', 'secretName'), 'corp-ca');
});

test('an issuer that is not there is an error, and those that are there are named', async () => {
  const stack = await bareStack();
  const issuer = { kind: 'ClusterIssuer' as const, name: 'corp' };
  const answers: AnswersFile = { grafana: { certificate: { source: 'cert-manager', issuer } } };
  const problems = (issuers?: ClusterFacts['issuers']) => {
    const input = inputOf(stack, answers, issuers && { issuers });
    return checkAnswers(input.answers, input.facts).map((each) => describeProblem(each).en);
  };
  assert.equal(problems([{ kind: 'ClusterIssuer', name: 'corp' }]), []);
  assert.equal(problems(), [], 'nobody may look');
  assert.equal(problems([{ kind: 'Issuer', name: 'corp' }]), [
    'grafana.certificate.issuer.name: the cluster has no ClusterIssuer corp; it has: Issuer corp',
  ]);
  assert.match(problems([]).join(), /it has: none/);
});

test.run();
