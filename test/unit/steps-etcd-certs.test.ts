import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Sealed } from '../../lib/answers/secret.ts';
import type { MemberAddress, MemberProbe } from '../../lib/certificates/probe.ts';
import { RunbookError } from '../../lib/errors.ts';
import { withField } from '../../lib/manifests/field.ts';
import type { Finding, Ports } from '../../lib/ports.ts';
import { loadStack } from '../../lib/stack/load.ts';
import { text } from '../../lib/text.ts';
import { etcdCerts } from '../../steps/3.5-etcd-certs.ts';
import { etcdMetrics } from '../../steps/5.3-etcd-metrics.ts';
import { type EtcdAnswer, etcdInput, masterFiles, selfSigned } from '../helpers/etcd-input.ts';
import { filePorts } from '../helpers/ports.ts';
import { inputOf, MINIATURE } from '../helpers/stack.ts';

const master = selfSigned('master1');
const host = masterFiles(master.certificate, selfSigned('ca').certificate);
const inputWith = (etcd: EtcdAnswer) => etcdInput(etcd, { host });

test('3.5 the Secret has the files of the master under their names', async () => {
  const [secret] = etcdCerts.desired?.(await inputWith({}), []) ?? [];
  assert.not.match(JSON.stringify(secret), 'PRIVATE');
  const complete = await secret?.complete?.(portsWith(master.key));
  assert.is(complete?.metadata.namespace, 'monitoring');
  assert.is(complete?.type, 'Opaque');
  assert.equal(decoded(complete?.data), {
    'ca.pem': host.ca,
    'node-master1.pem': host.certificate,
    'node-master1-key.pem': master.key,
  });
});

test("3.5 kubeadm's files keep their names too", async () => {
  const kubeadm = {
    ...host,
    certificatePath: '/etc/kubernetes/pki/etcd/healthcheck-client.crt',
    keyPath: '/etc/kubernetes/pki/etcd/healthcheck-client.key',
    caPath: '/etc/kubernetes/pki/etcd/ca.crt',
  };
  const input = await inputWith({});
  const [secret] = etcdCerts.desired?.({ ...input, facts: { ...input.facts, hosts: { etcd: kubeadm } } }, []) ?? [];
  const complete = await secret?.complete?.(portsWith(master.key));
  assert.equal(Object.keys(decoded(complete?.data)).sort(), [
    'ca.crt',
    'healthcheck-client.crt',
    'healthcheck-client.key',
  ]);
});

test('3.5 it is settled exactly while certificate, CA and key are the right ones', async () => {
  const [secret] = etcdCerts.desired?.(await inputWith({}), []) ?? [];
  const live = await secret?.complete?.(portsWith(master.key));
  if (!secret || !live) throw new Error('no Secret');
  const other = selfSigned('other');
  const base64 = (value: string) => Buffer.from(value).toString('base64');
  const having = (name: string, value: string | undefined) => secret.settled?.(withField(live, ['data', name], value));
  assert.is(secret.settled?.(live), true);
  assert.is(having('node-master1.pem', base64(other.certificate)), false);
  assert.is(having('ca.pem', base64(other.certificate)), false);
  assert.is(having('node-master1-key.pem', base64(other.key)), false);
  assert.is(having('node-master1-key.pem', base64('rubbish')), false);
  assert.is(having('more.pem', base64('x')), false);
  assert.is(secret.settled?.({ ...live, data: { 'ca.pem': base64(host.ca) } }), false);
  assert.is(secret.settled?.({ ...live, data: {} }), false);
});

test('3.5 it is left out where there is nothing to copy, with the reason', async () => {
  const reason = async (etcd: EtcdAnswer) => etcdCerts.leftOut?.(await inputWith(etcd))?.en;
  assert.match((await reason({ certificates: { source: 'none' } })) ?? '', 'plain');
  assert.match((await reason({ certificates: { source: 'secret', name: 'mine' } })) ?? '', 'mine');
  assert.match(etcdCerts.leftOut?.(inputOf(await loadStack(MINIATURE)))?.en ?? '', 'etcd');
  assert.is(await reason({}), undefined);
});

test('3.5 without the certificates of a master nothing is guessed', async () => {
  const input = inputOf(
    await loadStack(MINIATURE),
    { etcd: {} },
    { etcd: [{ address: '10.0.0.11', from: 'etcd-pod' }] },
  );
  assert.throws(() => etcdCerts.desired?.(input, []), /have not been read/);
  assert.throws(() => etcdMetrics.desired?.(input, input.stack.manifests), /have not been read/);
});

const member = (outcome: MemberProbe['outcome'], address = '10.0.0.11'): MemberProbe => ({
  address,
  port: 2379,
  outcome,
  ...(outcome === 'accepted' ? { version: '3.6.16', leader: true, healthy: true } : { cause: text('why', '이유') }),
});

test('3.5 the members are asked before the Secret is complete, and what they say is told', async () => {
  const [secret] = etcdCerts.desired?.(await inputWith({ endpoints: ['10.0.0.12', '10.0.0.11'] }), []) ?? [];
  const told: Finding[] = [];
  const asked: MemberAddress[] = [];
  const ports = portsWith(master.key, [member('accepted'), member('refused', '10.0.0.12')], told, asked);
  const complete = await secret?.complete?.(ports);
  assert.ok(complete);
  assert.equal(asked, [
    { address: '10.0.0.11', port: 2379 },
    { address: '10.0.0.12', port: 2379 },
  ]);
  assert.is(told.length, 1);
  assert.equal(told[0]?.warnings.length, 1);
  assert.not.match(JSON.stringify(told), 'PRIVATE');
});

test('3.5 where no member takes the certificate the Secret is not completed; who can not be asked is no reason', async () => {
  const input = await inputWith({});
  const [secret] = etcdCerts.desired?.(input, []) ?? [];
  const complete = (...probes: MemberProbe[]) => secret?.complete?.(portsWith(master.key, probes, []));
  for (const outcome of ['refused', 'unreachable'] as const) {
    const error = await complete(member(outcome), member('skipped', '10.0.0.12'))?.catch((e: unknown) => e);
    assert.instance(error, RunbookError);
    assert.match(String(error), /10\.0\.0\.11:2379: why/);
    assert.not.match(String(error), '10.0.0.12');
  }
  assert.ok(await complete(member('skipped')));
  assert.ok(await complete());
});

test('3.5 the cluster for events is asked as well; what it says is told, and decides nothing', async () => {
  const etcd = { endpoints: ['10.0.0.11'], events: { endpoints: ['10.0.0.11', 'fd00::1'] } };
  const [secret] = etcdCerts.desired?.(await inputWith(etcd), []) ?? [];
  const ofEvents = (outcome: MemberProbe['outcome'], address: string): MemberProbe => ({
    ...member(outcome, address),
    port: 2383,
    events: true,
  });
  const told: Finding[] = [];
  const asked: MemberAddress[] = [];
  const probes = [member('accepted'), ofEvents('untrusted', '10.0.0.11'), ofEvents('refused', 'fd00::1')];
  assert.ok(await secret?.complete?.(portsWith(master.key, probes, told, asked)));
  assert.equal(asked, [
    { address: '10.0.0.11', port: 2379 },
    { address: '10.0.0.11', port: 2383, events: true },
    { address: 'fd00::1', port: 2383, events: true },
  ]);
  const [first, ...more] = told[0]?.warnings.map(({ en }) => en) ?? [];
  assert.match(first ?? '', /^10\.0\.0\.11:2383 can't be verified/);
  assert.match(more.join(), /^\[fd00::1\]:2383 refuses the certificate/);
  assert.match(told[0]?.lines[2]?.en ?? '', /^ +10\.0\.0\.11:2383 /);
  // Nobody but it takes the pair: etcd itself doesn't.
  const refused = secret?.complete?.(portsWith(master.key, [member('refused'), ofEvents('accepted', '10.0.0.11')]));
  assert.instance(await refused?.catch((e: unknown) => e), RunbookError);
  const unasked: Finding[] = [];
  await secret?.complete?.(portsWith(master.key, [member('skipped'), ofEvents('accepted', '10.0.0.11')], unasked));
  assert.match(unasked[0]?.warnings[0]?.en ?? '', /is not verified, .*: 10\.0\.0\.11: why\./);
});

test('3.5 one member that can not be verified stops it, whoever else takes the certificate', async () => {
  const [secret] = etcdCerts.desired?.(await inputWith({}), []) ?? [];
  const untrusted = [member('untrusted', '10.0.0.12'), member('untrusted', '10.0.0.13')];
  const told: Finding[] = [];
  const done = secret?.complete?.(portsWith(master.key, [member('accepted'), ...untrusted], told));
  const error = await done?.catch((e: unknown) => e);
  assert.instance(error, RunbookError);
  assert.match(String(error), /: 10\.0\.0\.12:2379, 10\.0\.0\.13:2379: why$/);
  assert.match(
    told[0]?.warnings.map(({ en }) => en).join() ?? '',
    /^10\.0\.0\.12, 10\.0\.0\.13 can't be verified: why$/,
  );
  assert.match(told[0]?.lines[2]?.en ?? '', /10\.0\.0\.12 .* no /);
});

test('3.5 where no member can be asked it is stored, and told that nobody verified it, and why', async () => {
  const [secret] = etcdCerts.desired?.(await inputWith({}), []) ?? [];
  const warnings = async (...probes: MemberProbe[]) => {
    const told: Finding[] = [];
    await secret?.complete?.(portsWith(master.key, probes, told));
    return told[0]?.warnings.map(({ en }) => en).join('\n') ?? '';
  };
  assert.match(await warnings(), /is not verified, as no member can be asked: no address of an etcd member is known/);
  const skipped = [member('skipped'), member('skipped', '10.0.0.12')];
  assert.match(await warnings(...skipped), /is not verified, .*: 10\.0\.0\.11, 10\.0\.0\.12: why\./);
  assert.not.match(await warnings(member('accepted'), member('skipped', '10.0.0.12')), /not verified/);
});

test('3.5 the plan says so before, where that is known and something is to be stored', async () => {
  const notes = async (hosts: object, endpoints = ['10.0.0.11'], etcd = []) => {
    const input = await etcdInput({ ...(endpoints.length > 0 && { endpoints }) }, { host, etcd });
    const facts = { ...input.facts, hosts: { etcd: host, ...hosts } };
    return etcdCerts.notes?.({ ...input, facts }).map(({ en }) => en) ?? [];
  };
  assert.equal(await notes({}), []);
  assert.match((await notes({}, [])).join(), /not verified, .*no address of an etcd member/);
  const etcdUnasked = text('its sshd forbids it', '금지');
  assert.match((await notes({ etcdUnasked })).join(), /not verified, .*its sshd forbids it/);
  const { certificate, ca } = host;
  const names = { certificate: 'node-master1.pem', ca: 'ca.pem', key: 'node-master1-key.pem' };
  assert.equal(await notes({ etcdUnasked, etcdSecret: { certificate, ca, names, intact: true } }), []);
});

test('3.5 on nodes that are only played nobody needs to be there; who answers is judged all the same', async () => {
  const input = await inputWith({});
  const node = { name: 'n', addresses: [], controlPlane: true, kwok: true };
  const played = { ...input, facts: { ...input.facts, cluster: { ...input.facts.cluster, nodes: [node] } } };
  const [secret] = etcdCerts.desired?.(played, []) ?? [];
  const told: Finding[] = [];
  assert.ok(await secret?.complete?.(portsWith(master.key, [member('unreachable')], told)));
  assert.match(JSON.stringify(told[0]?.data), 'practice node');
  const refused = secret?.complete?.(portsWith(master.key, [member('refused')], []));
  assert.instance(await refused?.catch((e: unknown) => e), RunbookError);
  // Who may not read the nodes, or has a real one among them, isn't practising.
  for (const nodes of [[], [node, { ...node, kwok: false }]]) {
    const real = { ...input, facts: { ...input.facts, cluster: { ...input.facts.cluster, nodes } } };
    const [wanted] = etcdCerts.desired?.(real, []) ?? [];
    const nobody = wanted?.complete?.(portsWith(master.key, [member('unreachable')], []));
    assert.instance(await nobody?.catch((e: unknown) => e), RunbookError);
  }
});

test('3.5 a key that is there already is not read again', async () => {
  const [secret] = etcdCerts.desired?.(await inputWith({}), []) ?? [];
  const live = await secret?.complete?.(portsWith(master.key));
  if (!live) throw new Error('no Secret');
  const again = await secret?.complete?.(filePorts(), live);
  assert.equal(again?.data, live.data);
});

test('3.5 the Secret says where its pair is from; of a folder on this machine only the node', async () => {
  const annotations = async (etcd: EtcdAnswer) =>
    etcdCerts.desired?.(await inputWith(etcd), [])[0]?.object.metadata.annotations;
  assert.equal(await annotations({}), { 'tks-runbook/etcd-node': 'master1', 'tks-runbook/etcd-host': 'm1' });
  const files = { certificates: { source: 'files' as const, directory: '/home/me/pki' } };
  assert.equal(await annotations(files), { 'tks-runbook/etcd-node': 'master1' });
});

function portsWith(key: string, probes: MemberProbe[] = [], told: Finding[] = [], asked: MemberAddress[] = []): Ports {
  const ports = filePorts();
  const readKey: Ports['masters']['readKey'] = async (_etcd, _found, members) => {
    asked.push(...members);
    return { key: new Sealed(key), probes };
  };
  return { ...ports, tell: (finding) => void told.push(finding), masters: { ...ports.masters, readKey } };
}

function decoded(data: unknown): Record<string, string> {
  const entries = Object.entries(data as Record<string, string>);
  return Object.fromEntries(entries.map(([name, value]) => [name, Buffer.from(value, 'base64').toString()]));
}

test.run();
