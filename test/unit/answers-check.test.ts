import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkAnswers, isReachableFromPods } from '../../lib/answers/check.ts';
import { checkCluster } from '../../lib/answers/check-cluster.ts';
import { withFactDefaults } from '../../lib/answers/fact-defaults.ts';
import { describeProblem } from '../../lib/answers/problem.ts';
import { parseAnswers, problemsOf } from '../../lib/answers/validate.ts';
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

test("the ingress controller's namespace must exist where a policy goes by it, and the likely ones are named", () => {
  const file = (more: object = {}) => ({ grafana: { ingress: { namespace: 'ingres-nginx' } }, ...more });
  const namespaces = ['default', 'ingress-nginx', 'kube-system'];
  const wrong = 'grafana.ingress.namespace: the cluster has no namespace ingres-nginx; it has: ';
  assert.equal(problems(file(), facts({ namespaces })), [`${wrong}ingress-nginx`]);
  const ingressControllers = [{ namespace: 'kube-system', hostNetwork: false }];
  assert.equal(problems(file(), facts({ namespaces, ingressControllers })), [`${wrong}kube-system`]);
  assert.equal(problems(file(), facts({ namespaces: ['a', 'b'] })), [`${wrong}a, b`]);
  assert.equal(problems(file(), facts({ namespaces: ['monitoring'], unknown: ['Namespace'] })), []);
  assert.equal(problems(file({ network: { policies: 'none' } }), facts({ namespaces })), []);
  const unexposed = { grafana: { expose: 'none' as const, ingress: { namespace: 'x' } } };
  assert.equal(problems(unexposed, facts({ namespaces })), []);
});

test('sources of a network answer are a namespace or a range that starts with its first address', () => {
  const told = (source: object) => refused({ network: { allow: [source] } }).join();
  for (const cidr of ['10.0.0.0/24', '10.0.0.5/32', '0.0.0.0/0', 'fd00::/64']) assert.is(told({ cidr }), '', cidr);
  for (const cidr of ['10.0.0.0', '10.0.0.0/33', '10.0.0/24', 'x/24', 'fd00::/129'])
    assert.match(told({ cidr }), /^network\.allow\[0\]/, cidr);
  assert.match(told({ cidr: '10.0.0.5/24' }), /first address of the range/);
  assert.match(told({ namespace: 'x', to: 'etcd' }), /^network\.allow\[0\]/);
  assert.match(told({ namespace: 'x', cidr: '10.0.0.0/8' }), /^network\.allow\[0\]/);
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

test('a class may be named before there is any', () => {
  const file = { storage: { className: 'coming' }, grafana: { ingress: { className: 'coming' } } };
  assert.equal(problems(file, facts({ storageClasses: [], ingressClasses: [] })), []);
});

test('a retired webhook is known with a dot after its host too', () => {
  assert.match(webhookProblem('https://contoso.webhook.office.com./webhookb2/x')?.en ?? '', /retired/);
  assert.match(webhookProblem('https://outlook.office.com./webhook/x')?.en ?? '', /retired/);
});

test("etcd's port is the one of its kind where none is given", () => {
  const portOf = (etcd: object) => parseAnswers(withFactDefaults({ etcd }, facts())).etcd?.port;
  assert.is(portOf({}), 2379);
  assert.is(portOf({ certificates: { source: 'none' } }), 2381);
  assert.is(portOf({ certificates: { source: 'none' }, port: 2379 }), 2379);
});

const refused = (file: object) => problemsOf(file).map((problem) => describeProblem(problem).en);

test('a folder without its source is refused; what a layer below says of another source waits', () => {
  assert.match(refused({ stack: { directory: '/a' } }).join('\n'), /^stack\.directory: .*set stack\.source: directory/);
  const all = { directory: '/a', repository: 'file:///r', ref: 'main' };
  for (const source of ['directory', 'kube-prometheus', 'tks-platform']) {
    assert.equal(refused({ stack: { source, ...all } }), [], source);
  }
  assert.is(parseAnswers({ stack: { repository: 'file:///r' } }).stack.source, 'tks-platform');
});

test('login through Keycloak needs a host, exposed or not', () => {
  const oidc = { issuer: 'https://k.example.com', clientId: 'grafana', clientSecret: { env: 'X' } };
  assert.match(refused({ grafana: { expose: 'none', oidc } }).join('\n'), /^grafana\.host: is needed for oidc/);
  assert.equal(refused({ grafana: { expose: 'none', oidc, host: 'g.example.com' } }), []);
  assert.equal(refused({ grafana: { oidc } }), [], 'it is asked for');
});

test('names and roles that would do harm are refused', () => {
  const named = (name: string) => refused({ alerting: { receivers: [{ name, type: 'webhook', url: 'http://a' }] } });
  assert.match(named('null').join('\n'), /^alerting\.receivers\[0\]\.name: must not be null: .*silences/);
  for (const empty of ['', ' ']) assert.equal(named(empty), ['alerting.receivers[0].name: must not be empty']);
  const oidc = { issuer: 'https://k.example.com', clientId: 'grafana', clientSecret: { env: 'X' } };
  for (const role of ['admin', 'editor', 'viewer']) {
    assert.equal(refused({ grafana: { oidc: { ...oidc, roles: { [role]: '' } } } }), [
      `grafana.oidc.roles.${role}: must not be empty`,
    ]);
  }
});

test('a token in the place of a user is refused in every URL but those of ssh', () => {
  const token = crypto.randomUUID();
  for (const file of [
    { stack: { repository: `https://${token}@github.com/a/b.git` } },
    { stack: { repository: `HTTP://${token}@github.com/a/b.git` } },
    { msteams: { repository: `https://${token}@charts.example.com` } },
    { msteams: { chart: `https://${token}@charts.example.com/a.tgz` } },
    { cluster: { server: `https://${token}@10.0.0.10` } },
  ]) {
    const told = refused(file).join('\n');
    assert.match(told, 'must not carry a user or a token');
    assert.not.match(told, token);
  }
  for (const repository of [
    'ssh://git@host/a.git',
    'git+ssh://git@host/a.git',
    'git@host:a/b.git',
    '/a@b',
    'https://h/a@b',
  ]) {
    assert.equal(refused({ stack: { repository } }), [], repository);
  }
});

test('a token with a letter that ends the host of a URL is refused like any other', () => {
  const token = crypto.randomUUID();
  for (const mark of ['#', '?', '0#', ' ', '\\']) {
    for (const before of [`bot:${mark}${token}`, `bot:1${mark}${token}`, `a${mark}${token}`]) {
      const url = `https://${before}@git.invalid/x.git`;
      for (const file of [{ stack: { repository: url } }, { msteams: { chart: url } }]) {
        const told = refused(file).join('\n');
        assert.match(told, before.startsWith('bot') ? 'must not carry a password' : 'must not carry a user or a token');
        assert.not.match(told, token);
      }
    }
  }
  for (const repository of ['https://h:8443/a#b@c', 'https://h/a?b=c:d@e', 'ssh://git@h:22/a.git', 'file:///a:b@c']) {
    assert.equal(refused({ stack: { repository } }), [], repository);
  }
});

test('limits are told in words', () => {
  const [most] = problemsOf({ etcd: { port: 65_536 } });
  const [least] = problemsOf({ etcd: { port: 0 } });
  assert.equal(most?.what, { en: 'must be 65535 or less', ko: '65535 이하여야 합니다' });
  assert.equal(least?.what, { en: 'must be 1 or more', ko: '1 이상이어야 합니다' });
  const [long] = problemsOf({ storage: { className: 'a'.repeat(254) } });
  assert.equal(long?.what, { en: 'must have at most 253 letters', ko: '253자 이하여야 합니다' });
});

test.run();
