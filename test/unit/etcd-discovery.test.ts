import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkEtcdSource } from '../../lib/answers/check-etcd.ts';
import { withFactDefaults } from '../../lib/answers/fact-defaults.ts';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import { formatError } from '../../lib/errors.ts';
import type { ClusterFacts, EtcdHostFact } from '../../lib/facts.ts';
import { etcdCertificates } from '../../lib/questions/etcd-certificates.ts';
import { etcdEndpoints } from '../../lib/questions/etcd-endpoints.ts';
import { missingAnswers } from '../../lib/questions/missing.ts';
import { loadStack } from '../../lib/stack/load.ts';
import { etcdMetrics } from '../../steps/5.3-etcd-metrics.ts';
import {
  apiserver,
  type EtcdCluster,
  k0s,
  kubeadmConfig,
  kubespray,
  rancher,
  stacked,
  surveyed,
} from '../helpers/etcd-clusters.ts';
import { masterFiles } from '../helpers/etcd-input.ts';
import { inputOf, MINIATURE } from '../helpers/stack.ts';

const URLS = (...ips: string[]) => ips.map((ip) => `https://${ip}:2379`);
const SSH: NonNullable<AnswersFile['etcd']> = { certificates: { source: 'ssh', acknowledge: true, hosts: ['m1'] } };
const stack = await loadStack(MINIATURE);

/** What etcd-metrics gets: unattended, so that what was found stands in for what isn't answered. */
async function input(cluster: EtcdCluster, etcd = SSH, host?: Partial<EtcdHostFact>) {
  const facts = await surveyed(cluster);
  const bare = inputOf(stack, {}, facts);
  const of = inputOf(stack, withFactDefaults({ etcd }, bare.facts), facts);
  return { ...of, facts: { ...of.facts, hosts: { etcd: { ...masterFiles(), ...host } } } };
}
const notes = async (...given: Parameters<typeof input>) =>
  (etcdMetrics.notes?.(await input(...given)) ?? []).map(({ en }) => en);
const finding = async (...given: Parameters<typeof input>) => etcdMetrics.findings?.(await input(...given))[0];
const facts = async (cluster: EtcdCluster, more: Partial<ClusterFacts> = {}) =>
  inputOf(stack, {}, { ...(await surveyed(cluster)), ...more }).facts;

/** kubeadm-config with three members, one of which kube-apiserver knows under another address. */
const differing = (): EtcdCluster => ({
  ...kubespray(),
  pods: [apiserver('10.0.0.11', URLS('10.0.0.11', '10.0.0.12', '10.0.0.99').join(','))],
});

test('sources that agree need no word, nor do addresses that kube-apiserver has of loopback', async () => {
  assert.equal(await notes(kubespray()), []);
  assert.equal(await notes(stacked(), SSH), []);
  const otherCard: EtcdCluster = { ...stacked() };
  const moved = (otherCard.pods ?? []).map((pod) => ({ ...pod, status: { hostIP: '192.168.0.1' } }));
  assert.equal(await notes({ ...otherCard, pods: moved }), []);
});

test('another port than the usual one is said, until it is answered', async () => {
  const urls = ['10.0.0.21', '10.0.0.22'].map((ip) => `https://${ip}:4001`);
  const cluster: EtcdCluster = { ...kubespray(), config: kubeadmConfig({ external: { endpoints: urls } }), pods: [] };
  const [note = '', ...more] = await notes(cluster);
  assert.equal(more, []);
  assert.match(note, /kubeadm-config names etcd on port 4001, and it will be asked on 2379: answer etcd\.port: 4001/);
  assert.equal(await notes(cluster, { ...SSH, port: 4001 }), []);
  assert.equal(await notes(cluster, { certificates: { source: 'none' } }), []);
});

test('sources that contradict each other are shown with both lists and the one that is used', async () => {
  const [note = '', ...more] = await notes(differing());
  assert.equal(more, []);
  assert.match(note, 'kubeadm-config: 10.0.0.11, 10.0.0.12, 10.0.0.13');
  assert.match(note, 'kube-apiserver: 10.0.0.11, 10.0.0.12, 10.0.0.99');
  assert.match(note, /Used are 10\.0\.0\.11, 10\.0\.0\.12, 10\.0\.0\.13, as in ConfigMap/);
  const answered = await notes(differing(), { ...SSH, endpoints: ['10.0.0.99', '10.0.0.12', '10.0.0.11'] });
  assert.match(answered[0] ?? '', /Used are 10\.0\.0\.11, 10\.0\.0\.12, 10\.0\.0\.99, as in the arguments/);
  const own = await notes(differing(), { ...SSH, endpoints: ['10.0.0.7'] });
  assert.match(own.join(), /Used are 10\.0\.0\.7, as in the answers/);
  assert.is(own.length, 1);
});

test("a master's etcd.env is a source too", async () => {
  const agreeing = { addresses: ['10.0.0.11', '10.0.0.12', '10.0.0.13'], metrics: [] };
  assert.equal(await notes(kubespray(), SSH, { environment: agreeing }), []);
  const other = { addresses: ['10.0.0.11'], metrics: [] };
  assert.match((await notes(kubespray(), SSH, { environment: other })).join(), '/etc/etcd.env: 10.0.0.11.');
});

test('answers that name others than every source are said, and count', async () => {
  const [note = ''] = await notes(kubespray(), { ...SSH, endpoints: ['10.0.0.11'] });
  assert.match(note, /^etcd\.endpoints lists 10\.0\.0\.11, other members than ConfigMap .*The answers count/);
  const guessed = { nodes: kubespray().nodes ?? [] };
  assert.equal(await notes(guessed, { ...SSH, endpoints: ['10.0.0.7'] }), [], 'nodes are a suggestion only');
});

test('members known by name are said, with what to answer', async () => {
  const endpoints = ['https://etcd1.example.com:2379', ...URLS('10.0.0.12')];
  const named = { config: kubeadmConfig({ external: { endpoints } }) };
  const [note = '', ...more] = await notes(named);
  assert.match(note, /by host name: etcd1\.example\.com\..*etcd\.endpoints/);
  assert.equal(more, []);
  const answered = await notes(named, { ...SSH, endpoints: ['10.0.0.12', '10.0.0.13'] });
  assert.not.match(answered.join(), 'etcd1.example.com');
});

test('an etcd known by names only: the missing answer says so, with the names', async () => {
  const endpoints = ['https://etcd1.example.com:2379', 'https://etcd2.example.com:2379'];
  const missing = missingAnswers({ etcd: SSH }, await facts({ config: kubeadmConfig({ external: { endpoints } }) }));
  const told = missing.find(({ path }) => path === 'etcd.endpoints');
  assert.match(told?.message.en ?? '', 'etcd1.example.com, etcd2.example.com');
  assert.match(told?.message.ko ?? '', 'etcd1.example.com, etcd2.example.com');
  const of = inputOf(stack, { etcd: SSH }, await surveyed({ config: kubeadmConfig({ external: { endpoints } }) }));
  assert.throws(() => etcdMetrics.desired?.(of, []), /host name only: etcd1\.example\.com/);
});

test('the question shows what contradicts itself and what is known by name', async () => {
  const question = etcdEndpoints.find(({ path }) => path === 'etcd.endpoints');
  const hint = async (cluster: EtcdCluster) => question?.hint?.(await facts(cluster), {})?.en ?? '';
  assert.match(await hint(differing()), /stand in the ConfigMap.*contradicts itself.*10\.0\.0\.99/);
  assert.not.match(await hint(kubespray()), 'contradicts');
  assert.match(await hint(rancher('k3s')), 'annotations of the nodes');
});

test('where the cluster may not be read, the members may come from a master, but never by a guess', async () => {
  const guessed = await facts({ nodes: kubespray().nodes ?? [] }, { unknown: ['Pod'] });
  const paths = (given: typeof guessed, etcd: AnswersFile['etcd'] = SSH) =>
    missingAnswers({ etcd }, given).map(({ path }) => path);
  assert.not(paths(guessed).includes('etcd.endpoints'));
  assert.ok(paths({ cluster: { ...guessed.cluster, unknown: [] } }).includes('etcd.endpoints'));
  assert.ok(paths(guessed, { certificates: { source: 'none' } }).includes('etcd.endpoints'));
  const environment = { addresses: ['10.0.0.21', '10.0.0.22'], metrics: [] };
  const of = await input({ nodes: kubespray().nodes ?? [] }, SSH, { environment });
  const slices = etcdMetrics.desired?.(of, []).filter(({ object }) => /^Endpoint/.test(object.kind)) ?? [];
  assert.match(JSON.stringify(slices), /10\.0\.0\.21.*10\.0\.0\.22/);
  assert.not.match(JSON.stringify(slices), '10.0.0.11');
  const without = await input({ nodes: kubespray().nodes ?? [] });
  assert.throws(() => etcdMetrics.desired?.(without, []), /does not tell where etcd runs/);
});

test('a plain port in etcd.env, and a pair that is meant for more, are said', async () => {
  const environment = { addresses: [], metrics: ['http://10.0.0.11:2382'] };
  assert.match((await notes(kubespray(), SSH, { environment })).join(), /etcd\.port: 2382 no key is needed/);
  const certificatePath = '/etc/kubernetes/pki/apiserver-etcd-client.crt';
  assert.match((await notes(stacked(), SSH, { certificatePath })).join(), /no narrower one was found/);
  const narrow = '/etc/kubernetes/pki/etcd/healthcheck-client.crt';
  assert.equal(await notes(stacked(), SSH, { certificatePath: narrow }), []);
});

test('a program is told where each member is from, and a person with --verbose', async () => {
  const told = await finding(differing(), { ...SSH, endpoints: ['10.0.0.11', '10.0.0.99', '10.0.0.7'] });
  assert.is(told?.name, 'etcdDiscovery');
  const data = JSON.parse(JSON.stringify(told?.data));
  assert.equal(data.members, [
    { address: '10.0.0.7', from: ['answers'] },
    { address: '10.0.0.11', from: ['kubeadm-config', 'kube-apiserver', 'node'] },
    { address: '10.0.0.99', from: ['kube-apiserver'] },
  ]);
  assert.is(data.contradictory, true);
  assert.equal(data.certificate, { host: 'm1', node: 'master1', path: '/etc/ssl/etcd/ssl/node-master1.pem' });
  assert.match(
    told?.lines.map(({ en }) => en).join('\n') ?? '',
    /member 10\.0\.0\.99: the arguments of kube-apiserver/,
  );
});

const BUILT_IN: [string, EtcdCluster, RegExp][] = [
  ['k3s', rancher('k3s'), /415.*etcd-expose-metrics: true in \/etc\/rancher\/k3s\/config\.yaml.*source: none.*2381/],
  ['rke2', rancher('rke2'), /415.*etcd-expose-metrics: true in \/etc\/rancher\/rke2\/config\.yaml.*source: none.*2381/],
  ['k0s', k0s(), /loopback.*extraArgs.*listen-metrics-urls.*source: none.*2381/],
];
for (const [name, cluster, setting] of BUILT_IN) {
  test(`${name}: said before anything is asked about ssh, with the setting that opens the metrics`, async () => {
    const known = await facts(cluster);
    const refused = (etcd: AnswersFile['etcd'], interactive = false) => {
      try {
        checkEtcdSource(etcd ? { etcd } : {}, known, interactive);
        return '';
      } catch (error) {
        return formatError(error, 'en').replaceAll('\n', ' ');
      }
    };
    assert.match(refused({}), setting);
    assert.match(refused({ certificates: { source: 'ssh' } }, true), setting);
    assert.is(refused({}, true), '', 'a person is told by the question');
    for (const source of ['none', 'files', 'secret'] as const) assert.is(refused({ certificates: { source } }), '');
    assert.is(refused({ certificates: { layout: 'kubeadm' } }), '', 'an etcd of the operator');
    assert.is(refused(undefined), '');

    const [first] = etcdCertificates;
    assert.match(first?.hint?.(known, {})?.en ?? '', setting);
    assert.match(first?.hint?.(known, {})?.ko ?? '', name);
    assert.is(first?.default?.(known, {}), false);
    const source = etcdCertificates.find(({ kind, path }) => kind === 'select' && path === 'etcd.certificates.source');
    assert.not(source?.choices?.(known, {}).some(({ value }) => value === 'ssh'));
    assert.is(source?.default?.(known, {}), 'none');
  });
}

test('once every member tells its metrics openly, k3s is like any other', async () => {
  const known = { ...(await facts(rancher('k3s'))), hosts: { plainMetrics: [{ address: '10.0.0.11', port: 2381 }] } };
  const [first] = etcdCertificates;
  assert.is(first?.hint?.(known, {}), undefined);
  assert.is(first?.default?.(known, {}), true);
});

test('k3s without etcd: told, and what the operator answers of another etcd is taken', async () => {
  const known = await facts(rancher('k3s', false));
  const [first] = etcdCertificates;
  assert.match(first?.hint?.(known, {})?.en ?? '', 'SQLite');
  assert.is(first?.default?.(known, {}), false);
  checkEtcdSource({ etcd: {} }, known, false);
});

test('elsewhere ssh is the first choice, and nothing is said', async () => {
  const known = await facts(kubespray());
  const [first] = etcdCertificates;
  assert.is(first?.hint?.(known, {}), undefined);
  assert.is(first?.default?.(known, {}), true);
  const source = etcdCertificates.find(({ kind, path }) => kind === 'select' && path === 'etcd.certificates.source');
  assert.is(source?.choices?.(known, {})[0]?.value, 'ssh');
  assert.is(source?.default?.(known, {}), undefined);
  checkEtcdSource({ etcd: {} }, known, false);
});

test('a certificate of files or a Secret is no help with k3s either: a note says so', async () => {
  const files = await notes(rancher('k3s'), { certificates: { source: 'files', directory: '/x', acknowledge: true } });
  assert.match(files.join(), 'etcd-expose-metrics');
  assert.not.match((await notes(rancher('k3s'), { certificates: { source: 'none' } })).join(), 'etcd-expose-metrics');
});

test.run();
