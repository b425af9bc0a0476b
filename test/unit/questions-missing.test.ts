import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadAnswers } from '../../lib/answers/load.ts';
import { formatError } from '../../lib/errors.ts';
import type { ClusterFacts, Facts } from '../../lib/facts.ts';
import { QUESTIONS } from '../../lib/questions/all.ts';
import { missingAnswers, missingError } from '../../lib/questions/missing.ts';
import type { Stack } from '../../lib/stack.ts';
import { inputOf } from '../helpers/stack.ts';

const bare = inputOf({} as Stack).facts.cluster;
const full: ClusterFacts = {
  ...bare,
  storageClasses: [{ name: 'a', default: true, provisioner: 'p', expandable: true, bindsOnFirstConsumer: false }],
  ingressClasses: [{ name: 'nginx', default: false }],
  etcd: [{ address: '10.0.0.11', from: 'kubeadm-config' }],
};
const facts = (cluster: ClusterFacts): Facts => ({ cluster });
const paths = (...[file, cluster]: [Parameters<typeof missingAnswers>[0], ClusterFacts]) =>
  missingAnswers(file, facts(cluster)).map(({ path, section }) => `${section} ${path}`);

test('what nobody can know is required, all of it at once', () => {
  assert.equal(paths({}, bare), [
    '3.4 grafana.host',
    '4.3 grafana.ingress.className',
    '4.4 storage.className',
    '5.3 cluster.name',
  ]);
  assert.equal(paths({}, full), ['3.4 grafana.host', '5.3 cluster.name']);
  assert.equal(paths({ cluster: { name: 'x' }, grafana: { expose: 'none' } }, full), []);
  assert.equal(paths({ stack: { source: 'directory' }, grafana: { expose: 'none' } }, full), [
    '2.1 stack.directory',
    '5.3 cluster.name',
  ]);
});

test('the namespace of the ingress controller is asked for where nobody can tell it, and never required', () => {
  const question = QUESTIONS.find(({ path }) => path === 'grafana.ingress.namespace');
  const asked = (cluster: Partial<ClusterFacts>, draft = {}) =>
    question?.when?.({ grafana: { ingress: { className: 'nginx' } }, ...draft }, facts({ ...full, ...cluster }));
  assert.is(question?.required, undefined);
  assert.is(asked({}), true);
  assert.is(asked({ namespaces: ['ingress-nginx'] }), false);
  assert.is(asked({ ingressControllers: [{ namespace: 'edge', className: 'nginx', hostNetwork: false }] }), false);
  assert.is(asked({}, { grafana: { expose: 'none' } }), false);
  assert.is(asked({}, { network: { policies: 'keep' } }), false);
  const choices = question?.choices?.(facts({ ...full, namespaces: ['a', 'web-gateway'] }), {});
  assert.equal(choices, [{ value: 'web-gateway', name: 'web-gateway' }]);
});

test('Services in kube-system are asked for only where the ports are open and nobody has made any', () => {
  const question = QUESTIONS.find(({ path }) => path === 'controlPlane');
  const labels = { component: 'kube-scheduler' };
  const asked = (bindAddress: string, more: Partial<ClusterFacts> = {}) => {
    const controlPlane = [{ component: 'kube-scheduler' as const, bindAddress, labels }];
    return question?.when?.({}, facts({ ...full, controlPlane, ...more }));
  };
  assert.is(asked('0.0.0.0'), true);
  assert.is(asked('127.0.0.1'), false);
  assert.is(question?.when?.({}, facts(full)), false);
  const theirs = { name: 'x', labels: { 'app.kubernetes.io/name': 'kube-scheduler' }, ports: [] };
  assert.is(asked('0.0.0.0', { systemServices: [theirs] }), false);
  assert.is(question?.default?.(facts(full), {}), true);
  assert.equal(question?.store?.({ a: 1 }, true), { a: 1, controlPlane: 'services' });
  assert.equal(question?.store?.({}, false), { controlPlane: 'none' });
});

test('each source of etcd certificates has requirements of its own', () => {
  const rest = { cluster: { name: 'x' }, grafana: { expose: 'none' } } as const;
  const etcd = (certificates: object, cluster = full) => paths({ ...rest, etcd: { certificates } }, cluster);
  assert.equal(etcd({}), ['3.5 etcd.certificates.acknowledge', '3.5 etcd.certificates.hosts']);
  assert.equal(etcd({ acknowledge: false, hosts: [] }), [
    '3.5 etcd.certificates.acknowledge',
    '3.5 etcd.certificates.hosts',
  ]);
  assert.equal(etcd({ acknowledge: true, hosts: ['m'] }), []);
  assert.equal(etcd({ source: 'files' }), ['3.5 etcd.certificates.acknowledge', '3.5 etcd.certificates.directory']);
  assert.equal(etcd({ source: 'secret' }), ['3.5 etcd.certificates.name']);
  assert.equal(etcd({ source: 'none' }), []);
  const guessed: ClusterFacts = { ...full, etcd: [{ address: '10.0.0.11', from: 'node' }] };
  assert.equal(etcd({ source: 'none' }, guessed), ['5.3 etcd.endpoints']);
});

test('the examples of the error, set as shown, are all that was missing', () => {
  const file = { etcd: {}, stack: { source: 'directory' } } as const;
  const missing = missingAnswers(file, facts(bare));
  assert.ok(missing.length > 6);
  const lines = formatError(missingError(missing), 'en').split('\n');
  const sets = lines.flatMap((line) => / --set '(.*)'$/.exec(line)?.[1] ?? []);
  assert.is(sets.length, missing.length);
  const answered = loadAnswers({ files: [], sets: ['etcd={}', 'stack.source=directory', ...sets], cwd: '/' });
  assert.equal(missingAnswers(answered, facts(bare)), []);
});

test('questions come in the order of the document, each path once', () => {
  const sections = QUESTIONS.map(({ section }) => section);
  assert.equal(
    sections,
    sections.toSorted((a, b) => Number(a) - Number(b)),
  );
  assert.is(new Set(QUESTIONS.map(({ path }) => path)).size, QUESTIONS.length);
});

test.run();
