import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadAnswers } from '../../lib/answers/load.ts';
import { formatError } from '../../lib/errors.ts';
import type { ClusterFacts, Facts } from '../../lib/facts.ts';
import { QUESTIONS } from '../../lib/questions/all.ts';
import { missingAnswers, missingError } from '../../lib/questions/missing.ts';

const bare: ClusterFacts = {
  context: 'c',
  server: 'https://10.0.0.1',
  uid: 'u',
  version: 'v1.36.3',
  nodes: [],
  storageClasses: [],
  ingressClasses: [],
  namespaces: [],
  kinds: [],
  etcd: [],
};
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
