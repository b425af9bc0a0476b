import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as v from 'valibot';
import { type AnswersFile, answersSchema } from '../../lib/answers/schema.ts';
import { certificateSecret } from '../../lib/etcd/certificate-secret.ts';
import { ApiError } from '../../lib/kubernetes/api-error.ts';
import type { KubeObject } from '../../lib/kubernetes/object.ts';
import { liveHosts } from '../../lib/run/live-hosts.ts';
import type { Input } from '../../lib/step.ts';
import { etcdMetrics } from '../../steps/5.3-etcd-metrics.ts';
import { makePki } from '../helpers/etcd-pki.ts';
import { bareStack, inputOf } from '../helpers/stack.ts';
import { stillCluster } from '../helpers/still-cluster.ts';

const SSH: AnswersFile = { etcd: { certificates: { acknowledge: true, hosts: ['m1'] } } };
const MEMBER = { address: '10.0.0.11', from: 'kubeadm-config' } as const;

async function hostsOf(live: readonly KubeObject[], answers: AnswersFile, forbidden = false): Promise<Input> {
  const input = inputOf(await bareStack(), answers);
  const get = forbidden
    ? async () => {
        throw new ApiError('GET', '/x', 403, '{}');
      }
    : stillCluster(live).get;
  return {
    ...input,
    facts: { ...input.facts, hosts: await liveHosts({ get }, v.parse(answersSchema, answers)) },
  };
}

function named(input: Input): string[] {
  const objects = etcdMetrics.desired?.(input, []) ?? [];
  return objects.map(({ object: { kind, metadata } }) => `${kind} ${metadata.name}`).sort();
}

const slice = (name: string, ...addresses: string[]): KubeObject => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name, namespace: 'monitoring' },
  endpoints: addresses.map((address) => ({ addresses: [address] })),
});

test('what the Secret tells stands for the master: its entries, and where it is from', async () => {
  const pki = makePki();
  try {
    pki.issue('node-a');
    const at = '/etc/ssl/etcd/ssl/';
    const host = {
      node: 'a',
      host: 'm1',
      certificate: pki.read('node-a.pem'),
      ca: pki.read('ca.pem'),
      certificatePath: `${at}node-a.pem`,
      keyPath: `${at}node-a-key.pem`,
      caPath: `${at}ca.pem`,
    };
    const { facts } = await hostsOf([certificateSecret(host, pki.read('node-a-key.pem'))], SSH);
    const { environment: _, ...found } = facts.hosts?.etcd ?? {};
    assert.equal(found, {
      ...host,
      certificatePath: 'node-a.pem',
      keyPath: 'node-a-key.pem',
      caPath: 'ca.pem',
    });
    assert.not.match(JSON.stringify(facts.hosts), 'PRIVATE KEY');
  } finally {
    pki.remove();
  }
});

test('which objects are wanted can be told without a Secret, and without a right to read it', async () => {
  for (const forbidden of [false, true]) {
    const input = await hostsOf([], SSH, forbidden);
    const known = { ...input, facts: { ...input.facts, cluster: { ...input.facts.cluster, etcd: [MEMBER] } } };
    const wanted = named(known);
    assert.ok(wanted.includes('ServiceMonitor etcd') && wanted.includes('Service etcd-metrics'), wanted.join());
  }
});

test('members that only a master told are those that are scraped; of both families, as they are', async () => {
  const both = await hostsOf(
    [slice('etcd-metrics', '10.0.0.1', '10.0.0.2'), slice('etcd-metrics-ipv6', 'fd00::1')],
    SSH,
  );
  assert.equal(both.facts.hosts?.etcd?.environment?.addresses, ['10.0.0.1', '10.0.0.2', 'fd00::1']);
  const endpoints = {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name: 'etcd-metrics', namespace: 'monitoring' },
    subsets: [{ addresses: [{ ip: '10.0.0.7' }] }],
  };
  assert.equal((await hostsOf([endpoints], SSH)).facts.hosts?.etcd?.environment?.addresses, ['10.0.0.7']);
  // Nothing at all: something is wanted all the same, and will be missed.
  assert.ok(named(await hostsOf([], SSH)).includes('Service etcd-metrics'));
});

test("a Secret of the operator's own gives its entries; one that can't be used leaves that to the check", async () => {
  const answers = { etcd: { certificates: { source: 'secret', name: 'mine' } } } as const;
  const secret = (...keys: string[]): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'mine', namespace: 'monitoring' },
    data: Object.fromEntries(keys.map((key) => [key, ''])),
  });
  const keys = ['ca.pem', 'node-b.pem', 'node-b-key.pem'];
  assert.equal((await hostsOf([secret(...keys)], answers)).facts.hosts?.etcdSecretKeys, keys);
  const standIn = ['ca.crt', 'tls.crt', 'tls.key'];
  for (const live of [[], [secret('ca.pem')], [secret(...keys, 'ca-key.pem')]])
    assert.equal((await hostsOf(live, answers)).facts.hosts?.etcdSecretKeys, standIn);
});

test('without etcd, or without a certificate, nothing is read', async () => {
  for (const answers of [{}, { etcd: { certificates: { source: 'none' } } }] as const)
    assert.equal((await hostsOf([], answers, true)).facts.hosts, {});
});

test.run();
