import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createClient } from '../../lib/kubernetes/client.ts';
import { readClaims } from '../../lib/survey/claims.ts';
import { type Answer, serveOnSocket } from '../helpers/socket.ts';

const KIND = { name: 'persistentvolumeclaims', kind: 'PersistentVolumeClaim', namespaced: true };
const CLAIMS = '/api/v1/namespaces/monitoring/persistentvolumeclaims';

/** What is read of the claims that the API answers with, and what may not be read. */
async function read(answer: Answer) {
  const api = await serveOnSocket((asked) => {
    if (asked === 'GET /api/v1') return { body: { resources: [KIND] } };
    return asked.startsWith(`GET ${CLAIMS}`) ? answer : { status: 404, body: { message: asked } };
  });
  const client = createClient(api.socket);
  const unreadable: string[] = [];
  try {
    return { claims: await readClaims(client, (what) => unreadable.push(what)), unreadable };
  } finally {
    await client.close();
    await api.close();
  }
}

const claim = (name: string, spec: object, status: object = {}) => ({
  metadata: { name },
  spec: { resources: { requests: { storage: '50Gi' } }, ...spec },
  status,
});
const list = (...items: unknown[]): Answer => ({ body: { metadata: { resourceVersion: '1' }, items } });

test('what a claim asks for and what it has been given are both read', async () => {
  const bound = (storage: string) => ({ phase: 'Bound', capacity: { storage } });
  const { claims } = await read(
    list(
      claim('a-10', { storageClassName: 'fast', accessModes: ['ReadWriteMany'] }, bound('40Gi')),
      claim('a-2', { storageClassName: '' }, bound('50Gi')),
      claim('b', {}, { phase: 'Pending' }),
    ),
  );
  assert.equal(claims, [
    { name: 'a-2', size: '50Gi', asked: '50Gi', bound: true, className: '' },
    { name: 'a-10', size: '40Gi', asked: '50Gi', bound: true, className: 'fast', accessModes: ['ReadWriteMany'] },
    { name: 'b', size: '50Gi', asked: '50Gi', bound: false },
  ]);
});

test('no claims are none, and claims that may not be read are unknown', async () => {
  assert.equal(await read(list()), { claims: [], unreadable: [] });
  const shut = { status: 403, body: { reason: 'Forbidden', message: 'no' } };
  assert.equal(await read(shut), { claims: undefined, unreadable: ['PersistentVolumeClaim'] });
});

test('an error other than a missing right is not taken for no claims', async () => {
  const error = await read({ status: 500, body: { message: 'etcd is broken' } }).catch((thrown: unknown) => thrown);
  assert.match(String(error), 'etcd is broken');
});

test.run();
