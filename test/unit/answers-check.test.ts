import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkAnswers, checkCluster, isReachableFromPods } from '../../lib/answers/check.ts';
import { withFactDefaults } from '../../lib/answers/fact-defaults.ts';
import { describeProblem } from '../../lib/answers/problem.ts';
import { parseAnswers } from '../../lib/answers/validate.ts';
import { webhookProblem } from '../../lib/answers/webhook.ts';
import { RunbookError } from '../../lib/errors.ts';
import type { ClusterFacts, Facts } from '../../lib/facts.ts';

const storageClass = (name: string, isDefault = false) => ({
  name,
  default: isDefault,
  provisioner: 'example.com/disk',
  expandable: true,
  bindsOnFirstConsumer: false,
});
const facts = (cluster: Partial<ClusterFacts> = {}): Facts => ({
  cluster: {
    context: 'admin@a',
    server: 'https://10.0.0.10:6443',
    uid: 'u-1',
    version: 'v1.36.3',
    nodes: [],
    storageClasses: [storageClass('fast', true), storageClass('slow')],
    ingressClasses: [{ name: 'nginx', default: false }],
    namespaces: [],
    kinds: [],
    etcd: [{ address: '10.0.0.11', from: 'etcd-pod' }],
    ...cluster,
  },
});
const problems = (...[file, its]: [Parameters<typeof parseAnswers>[0], Facts]) =>
  checkAnswers(parseAnswers(file), its).map((problem) => describeProblem(problem).en);

test('classes must exist, and those that do are named', () => {
  const file = { storage: { className: 'none' }, grafana: { ingress: { className: 'none' } } };
  assert.equal(problems(file, facts()), [
    'storage.className: the cluster has no StorageClass none; it has: fast, slow',
    'grafana.ingress.className: the cluster has no IngressClass none; it has: nginx',
  ]);
  assert.equal(problems({ storage: { className: 'slow' }, grafana: { ingress: { className: 'nginx' } } }, facts()), []);
  assert.equal(problems({ grafana: { expose: 'none', ingress: { className: 'none' } } }, facts()), []);
});

test('an etcd endpoint must mean the same machine to everyone', () => {
  for (const local of ['127.0.0.1', '::1', '0.0.0.0', '::', '169.254.1.1', 'fe80::1', '::ffff:127.0.0.1']) {
    assert.not.ok(isReachableFromPods(local), local);
  }
  for (const fine of ['10.0.0.1', '2001:db8::1', '::ffff:10.0.0.1']) assert.ok(isReachableFromPods(fine), fine);
  assert.match(
    problems({ etcd: { endpoints: ['10.0.0.1', 'fe80::1'] } }, facts()).join(),
    /^etcd\.endpoints\[1\]: fe80::1/,
  );
});

test('another cluster than the one that was named stops everything', () => {
  const check = (cluster: object) => checkCluster(parseAnswers({ cluster }), facts());
  check({});
  check({ context: 'admin@a', server: 'https://10.0.0.10:6443/', uid: 'u-1' });
  for (const wrong of [{ context: 'b' }, { server: 'https://10.0.0.11:6443' }, { uid: 'u-2', context: 'admin@a' }]) {
    try {
      check(wrong);
      assert.unreachable();
    } catch (error) {
      assert.instance(error, RunbookError);
      assert.is((error as RunbookError).exit, 3);
      assert.match((error as RunbookError).message, /This is context admin@a, https:\/\/10\.0\.0\.10:6443, .*u-1/);
    }
  }
});

test('the cluster decides what it can', () => {
  assert.equal(withFactDefaults({ etcd: {} }, facts()), {
    etcd: { endpoints: ['10.0.0.11'] },
    storage: { className: 'fast' },
    grafana: { ingress: { className: 'nginx' } },
  });
  const given = {
    etcd: { endpoints: ['10.0.0.1'] },
    storage: { className: 'slow' },
    grafana: { ingress: { className: 'x' } },
  };
  assert.equal(withFactDefaults(given, facts()), given);
  assert.equal(withFactDefaults({ grafana: { expose: 'none' } }, facts()).grafana, { expose: 'none' });
});

test('what is not sure is not decided', () => {
  const unsure = facts({
    storageClasses: [storageClass('a', true), storageClass('b', true)],
    ingressClasses: [
      { name: 'x', default: false },
      { name: 'y', default: false },
    ],
    etcd: [{ address: '10.0.0.11', from: 'node' }],
  });
  assert.equal(withFactDefaults({ etcd: {} }, unsure), { etcd: {} });
});

test('a retired webhook is refused without a word of its URL', () => {
  const path = Math.random().toString(36).slice(2);
  for (const host of ['contoso.webhook.office.com', 'webhook.office.com', 'CONTOSO.Webhook.Office.com']) {
    const told = webhookProblem(`https://${host}/webhookb2/${path}`);
    assert.match(told?.en ?? '', /retired/);
    assert.not.match(`${told?.en} ${told?.ko}`, path);
    assert.not.match(`${told?.en}`, 'contoso');
  }
  assert.match(webhookProblem(`https://outlook.office.com/webhook/${path}`)?.en ?? '', /retired/);
  assert.match(webhookProblem(path)?.en ?? '', /no URL/);
  assert.is(webhookProblem(`https://x.logic.azure.com/${path}`), undefined);
  assert.is(webhookProblem(`https://notwebhook.office.com.example.com/${path}`), undefined);
});

test.run();
