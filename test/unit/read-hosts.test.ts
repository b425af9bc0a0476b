import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as v from 'valibot';
import { etcd as schema } from '../../lib/answers/schema/etcd.ts';
import { certificateSecret } from '../../lib/etcd/certificate-secret.ts';
import type { KubeObject } from '../../lib/kubernetes/object.ts';
import type { EtcdReading, Masters } from '../../lib/ports.ts';
import { readHosts } from '../../lib/run/read-hosts.ts';
import { text } from '../../lib/text.ts';
import { etcdInput, masterFiles } from '../helpers/etcd-input.ts';
import { makePki, type TestPki } from '../helpers/etcd-pki.ts';

let pki: TestPki;
test.before(() => {
  pki = makePki(400);
  for (const name of ['node-a', 'node-b']) pki.issue(name, 'ca', { days: 90 });
});
test.after(() => pki.remove());

const PLAIN = [{ address: '10.0.0.11', port: 2381 }];
const found = (name: string) => ({
  ...masterFiles(pki.read(`node-${name}.pem`), pki.read('ca.pem')),
  node: name,
  host: `m-${name}`,
});

/** Reads with a master that gives this, of a cluster that holds this Secret; and the members that it was told of. */
async function read(reading: Partial<EtcdReading>, certificates: object, live?: KubeObject) {
  const asked: string[] = [];
  const masters: Masters = {
    readCertificates: async (_etcd, _recorded, _known, members = []) => {
      asked.push(...members);
      return { found: found('b'), failed: [], ...reading };
    },
    readKey: async () => {
      throw new Error('no key is read by plan');
    },
  };
  const members = ['10.0.0.11', '127.0.0.1', '10.0.0.12'].map((address) => ({ address, from: 'etcd-pod' as const }));
  const { facts } = await etcdInput({}, { etcd: members });
  const place = { client: { get: async () => live }, ports: { masters }, interactive: true };
  return { asked, hosts: await readHosts(place, v.parse(schema, { certificates }), facts) };
}

test('members are looked at from the master, also where a person is there; their loopback is not theirs', async () => {
  const { asked, hosts } = await read({ around: { plainMetrics: PLAIN } }, { hosts: ['m-b'] });
  assert.equal(asked, ['10.0.0.11', '10.0.0.12']);
  assert.equal([hosts.plainMetrics, hosts.etcdUnasked], [PLAIN, undefined]);
});

test('that no member can be asked is known before the plan', async () => {
  const unasked = text('forbidden', '금지');
  const { hosts } = await read({ around: { plainMetrics: [], unasked } }, { hosts: ['m-b'] });
  assert.equal([hosts.plainMetrics, hosts.etcdUnasked], [undefined, unasked]);
});

test('what the Secret holds stays only where its own host failed now', async () => {
  const live = certificateSecret(
    { ...found('a'), certificatePath: 'node-a.pem', keyPath: 'node-a-key.pem' },
    pki.read('node-a-key.pem'),
  );
  const failed = [{ host: 'm-a', cause: text('down', '응답 없음') }];
  const nodeOf = async (...args: Parameters<typeof read>) => (await read(...args)).hosts.etcd?.node;
  assert.is(await nodeOf({ failed }, { hosts: ['m-a', 'm-b'] }, live), 'a');
  assert.is(await nodeOf({}, { hosts: ['m-b'] }, live), 'b');
  assert.is(await nodeOf({}, { source: 'files', directory: '/pki' }, live), 'b');
});

test.run();
