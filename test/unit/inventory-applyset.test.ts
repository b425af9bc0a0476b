import { createHash } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  APPLYSET_ID,
  asMember,
  crdRecords,
  groupKinds,
  isMember,
  MEMBERS,
  parent,
  parentFor,
} from '../../lib/inventory/applyset.ts';
import { recordOf, stackRecord } from '../../lib/inventory/stack-record.ts';
import type { Json } from '../../lib/kubernetes/object.ts';
import { type KubeObject, refOf } from '../../lib/kubernetes/object.ts';
import { loadStack } from '../../lib/stack/load.ts';
import type { Origin } from '../../lib/stack.ts';
import { entry } from '../helpers/managed.ts';
import { MINIATURE } from '../helpers/stack.ts';

const object = (apiVersion: string, kind: string, namespace?: string): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name: 'x', ...(namespace && { namespace }) },
});
const MEMBERS_OF_A_RUN = [
  object('v1', 'Secret', 'monitoring'),
  object('v1', 'Service', 'kube-system'),
  object('apps/v1', 'Deployment', 'monitoring'),
  object('rbac.authorization.k8s.io/v1', 'Role', 'default'),
  object('v1', 'Namespace'),
  object('apps/v1', 'Deployment', 'monitoring'),
].map(refOf);
const annotation = (live: KubeObject, name: string) => live.metadata.annotations?.[`applyset.kubernetes.io/${name}`];

test("the id is kubectl's: the URL-safe base64, unpadded, of a hash over name, namespace, kind and group", () => {
  const name = ['tks-runbook', 'monitoring', 'ConfigMap', ''].join('.');
  const base64 = createHash('sha256').update(Buffer.from(name)).digest().toString('base64');
  const urlSafe = base64.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  assert.is(APPLYSET_ID, `applyset-${urlSafe}-v1`);
  assert.is(APPLYSET_ID, 'applyset-ES6apsFaDa00jcBhSuIsQFacTzMVmNBsgRSis_H6ye0-v1');
  assert.match(APPLYSET_ID, /^[\w.-]{1,63}$/, 'a valid label value');
});

test('a member carries the id as part-of beside its own labels', () => {
  const plain = { ...object('v1', 'Secret'), metadata: { name: 'x', labels: { a: '1' } } };
  const before = structuredClone(plain);
  assert.equal(asMember(plain).metadata.labels, { a: '1', 'applyset.kubernetes.io/part-of': APPLYSET_ID });
  assert.equal(plain, before);
  assert.is(MEMBERS, `applyset.kubernetes.io/part-of=${APPLYSET_ID}`);
});

test('the parent lists kinds as Kind.group and the other namespaces, each once and sorted', () => {
  const made = parentFor(MEMBERS_OF_A_RUN, undefined, {});
  assert.equal(refOf(made), refOf(parent()));
  assert.equal(made.metadata.labels, { 'applyset.kubernetes.io/id': APPLYSET_ID });
  assert.is(annotation(made, 'tooling'), 'tks-runbook/v1');
  assert.is(
    annotation(made, 'contains-group-kinds'),
    'Deployment.apps,Namespace,Role.rbac.authorization.k8s.io,Secret,Service',
  );
  assert.is(annotation(made, 'additional-namespaces'), 'default,kube-system');
});

test('what the parent held before stays in it', () => {
  const before = parentFor(MEMBERS_OF_A_RUN, undefined, { a: { hash: 'h', generation: 1 } });
  const after = parentFor([refOf(object('v1', 'ConfigMap', 'other'))], before, { b: { hash: 'i', generation: 2 } });
  assert.match(annotation(after, 'contains-group-kinds') ?? '', /^ConfigMap,Deployment\.apps,/);
  assert.is(annotation(after, 'additional-namespaces'), 'default,kube-system,other');
  assert.equal(crdRecords(after), { a: { hash: 'h', generation: 1 }, b: { hash: 'i', generation: 2 } });
  assert.equal(parentFor(MEMBERS_OF_A_RUN, before, {}), before, 'the same run again changes nothing');
});

const ORIGIN = { source: 'directory', directory: '/home/somebody/prometheus-stack' } as const;
const recorded = async (origin: Origin) =>
  recordOf({ ...(await loadStack(MINIATURE)), origin, operatorVersion: '1.2.3' });

test('the stack is recorded without the way to it on this machine', async () => {
  const plain = { source: 'directory', directory: 'prometheus-stack', operatorVersion: '1.2.3' };
  assert.equal(await recorded(ORIGIN), plain);
  const state = { commit: 'abc', tree: 'changed' } as const;
  assert.equal(await recorded({ ...ORIGIN, ...state }), { ...plain, ...state });
  const fetched = {
    source: 'kube-prometheus',
    directory: '/cache/abc',
    ref: 'v1',
    commit: 'abc',
    offline: 'no route',
  } as const;
  for (const [repository, shown] of [
    ['https://git.example.com/a/b.git', 'https://git.example.com/a/b.git'],
    ['git@git.example.com:a/b.git', 'git@git.example.com:a/b.git'],
    ['file:///home/somebody/b.git', 'b.git'],
    ['/home/somebody/b.git', 'b.git'],
    ['../b.git', 'b.git'],
  ] as const) {
    assert.equal(await recorded({ ...fetched, repository }), {
      source: 'kube-prometheus',
      repository: shown,
      ref: 'v1',
      commit: 'abc',
      operatorVersion: '1.2.3',
    });
  }
});

test('what is recorded of the stack is read back, stays without a new one, and goes for a new one', async () => {
  const [first, second] = [await recorded(ORIGIN), await recorded({ ...ORIGIN, commit: 'def', tree: 'clean' })];
  const made = parentFor(MEMBERS_OF_A_RUN, undefined, {}, first);
  assert.equal(stackRecord(made), first);
  assert.equal(parentFor(MEMBERS_OF_A_RUN, made, {}, first), made, 'the same run again changes nothing');
  assert.equal(stackRecord(parentFor([], made, { a: { hash: 'h', generation: 1 } })), first);
  assert.equal(stackRecord(parentFor([], made, {}, second)), second);
  assert.is(stackRecord(parentFor([], undefined, {})), undefined);
  assert.is(stackRecord(undefined), undefined);
});

test('group-kinds are read back, and none where nothing was installed', () => {
  const made = parentFor(MEMBERS_OF_A_RUN, undefined, {});
  assert.equal(groupKinds(made).slice(0, 3), [
    { kind: 'Deployment', group: 'apps' },
    { kind: 'Namespace', group: '' },
    { kind: 'Role', group: 'rbac.authorization.k8s.io' },
  ]);
  assert.equal(groupKinds(undefined), []);
  assert.equal(crdRecords(undefined), {});
  for (const words of ['{', 'null', '[]', '1']) {
    const spoilt = { ...parent(), data: { crds: words, stack: words } };
    assert.equal([crdRecords(spoilt), stackRecord(spoilt)], [{}, undefined], words);
    assert.equal(parentFor([], spoilt, {}).data, { crds: '{}' });
  }
});

const OURS = entry('tks-runbook', { 'f:metadata': {} }, { operation: 'Apply' });
const labelled = (kind: KubeObject, labels: Record<string, string>, more: Record<string, Json> = {}) => ({
  ...kind,
  metadata: { ...kind.metadata, labels, managedFields: [OURS], ...more },
});
const slice = object('discovery.k8s.io/v1', 'EndpointSlice', 'monitoring');
const managedBy = (manager: string) => ({ 'endpointslice.kubernetes.io/managed-by': manager });

test('what controllers make of a member is no member, though they copy its label', () => {
  const owner = { apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus', name: 'k8s', uid: '1' };
  const made = { ownerReferences: [{ ...owner, controller: true }] };
  assert.not(isMember(labelled(object('apps/v1', 'StatefulSet', 'monitoring'), {}, made)));
  for (const manager of ['endpointslice-controller.k8s.io', 'endpointslicemirroring-controller.k8s.io'])
    assert.not(isMember(labelled(slice, managedBy(manager))), manager);
  const endpoints = object('v1', 'Endpoints', 'monitoring');
  assert.not(isMember(labelled(endpoints, { 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' })));
  const before133 = { annotations: { 'endpoints.kubernetes.io/last-change-trigger-time': '2026-01-01T00:00:00Z' } };
  assert.not(isMember(labelled(endpoints, {}, before133)));
});

test('our own slices, Endpoints and owned objects are members', () => {
  const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'x', uid: '1' };
  assert.ok(isMember(labelled(object('v1', 'Secret', 'monitoring'), {}, { ownerReferences: [owner] })));
  assert.ok(isMember(labelled(slice, managedBy('tks-runbook'))));
  assert.ok(isMember(labelled(object('v1', 'Endpoints', 'monitoring'), {})));
  assert.ok(isMember(labelled(object('v1', 'Service', 'monitoring'), {})));
});

test('what we never applied is no member', () => {
  for (const manager of [[], [entry('tks-runbook', {})], [entry('kubectl', {}, { operation: 'Apply' })]])
    assert.not(isMember(labelled(object('v1', 'Service', 'monitoring'), {}, { managedFields: manager })));
});

test.run();
