import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Sealed } from '../../lib/answers/secret.ts';
import { withField } from '../../lib/manifests/field.ts';
import type { Ports } from '../../lib/ports.ts';
import { loadStack } from '../../lib/stack/load.ts';
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
  const input = inputOf(await loadStack(MINIATURE), { etcd: {} }, { etcd: [{ address: '10.0.0.11', from: 'node' }] });
  assert.throws(() => etcdCerts.desired?.(input, []), /have not been read/);
  assert.throws(() => etcdMetrics.desired?.(input, input.stack.manifests), /have not been read/);
});

function portsWith(key: string): Ports {
  const ports = filePorts();
  return { ...ports, masters: { ...ports.masters, readKey: async () => new Sealed(key) } };
}

function decoded(data: unknown): Record<string, string> {
  const entries = Object.entries(data as Record<string, string>);
  return Object.fromEntries(entries.map(([name, value]) => [name, Buffer.from(value, 'base64').toString()]));
}

test.run();
