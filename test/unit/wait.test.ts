import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RunbookError } from '../../lib/errors.ts';
import { type Client, createClient } from '../../lib/kubernetes/client.ts';
import type { KubeObject } from '../../lib/kubernetes/object.ts';
import { waitForAll } from '../../lib/ready/wait.ts';
import { type Answer, type SocketApi, serveOnSocket } from '../helpers/socket.ts';

const claim: KubeObject = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'grafana-pvc', namespace: 'monitoring' },
};
const live = (phase: string) => ({ ...claim, status: { phase } });
const RESOURCES = { resources: [{ name: 'persistentvolumeclaims', kind: claim.kind, namespaced: true }] };
const listOf = (phase: string) => ({ body: { metadata: { resourceVersion: '7' }, items: [live(phase)] } });
const gone = { type: 'ERROR', object: { kind: 'Status', code: 410, message: 'too old resource version' } };
const lines = (...events: unknown[]): Answer => ({
  body: events.map((event) => `${JSON.stringify(event)}\n`).join(''),
});

interface Api {
  list: (nth: number) => Answer;
  watch: (nth: number) => Answer;
}

async function against({ list, watch }: Api, use: (client: Client, api: SocketApi) => Promise<void>): Promise<void> {
  const counts = { lists: 0, watches: 0 };
  const api = await serveOnSocket((asked) => {
    if (asked === 'GET /api/v1') return { body: RESOURCES };
    return asked.includes('watch=true') ? watch(counts.watches++) : list(counts.lists++);
  });
  const client = createClient(api.socket);
  try {
    await use(client, api);
  } finally {
    await client.close();
    await api.close();
  }
}

const waiting = (client: Client, timeoutMs: number, signal = new AbortController().signal) =>
  waitForAll(client, [claim], { timeoutMs, signal });
const countOf = ({ asked }: SocketApi, what: RegExp) => asked.filter((each) => what.test(each)).length;

test('what is ready already needs no watch; what becomes ready is seen by one', async () => {
  await against({ list: () => listOf('Bound'), watch: () => lines() }, async (client, api) => {
    assert.equal(await waiting(client, 5000), []);
    assert.is(countOf(api, /watch=true/), 0);
  });
  const later: Answer = (to) => {
    to.write(`${JSON.stringify({ type: 'MODIFIED', object: live('Pending') })}\n`);
    setTimeout(() => to.write(`${JSON.stringify({ type: 'MODIFIED', object: live('Bound') })}\n`), 50);
  };
  await against({ list: () => listOf('Pending'), watch: () => later }, async (client, api) => {
    assert.equal(await waiting(client, 5000), []);
    assert.is(countOf(api, /watch=true&resourceVersion=7/), 1);
  });
});

test("a watch that ends at once, or with an error, doesn't hammer the API", async () => {
  for (const watch of [() => lines(), () => lines(gone)]) {
    await against({ list: () => listOf('Pending'), watch }, async (client, api) => {
      const left = await waiting(client, 1500);
      assert.is(left[0]?.reason, 'Pending');
      // 0.2, 0.4 and 0.8 s of pauses, less a quarter.
      assert.ok(countOf(api, /watch=true/) >= 2 && countOf(api, /watch=true/) <= 5, api.asked.join('\n'));
    });
  }
});

test('after an error of the watch the list comes again and tells', async () => {
  const api: Api = { list: (nth) => listOf(nth === 0 ? 'Pending' : 'Bound'), watch: () => lines(gone) };
  await against(api, async (client) => assert.equal(await waiting(client, 5000), []));
});

test('a watch turned away for now is begun again', async () => {
  for (const status of [410, 429, 500, 503, 504]) {
    const busy: Answer = { status, body: { message: 'storage is (re)initializing' } };
    const event = lines({ type: 'ADDED', object: live('Bound') });
    const api: Api = { list: () => listOf('Pending'), watch: (nth) => (nth === 0 ? busy : event) };
    await against(api, async (client, { asked }) => {
      assert.equal(await waiting(client, 5000), [], String(status));
      assert.is(asked.filter((each) => each.includes('watch=true')).length, 2);
    });
  }
});

test("a right that is missing ends the wait at once, in the API's words", async () => {
  const message = 'persistentvolumeclaims is forbidden: User "a" cannot watch resource';
  const api: Api = { list: () => listOf('Pending'), watch: () => ({ status: 403, body: { message } }) };
  await against(api, async (client) => {
    const error = await waiting(client, 5000).catch((thrown: unknown) => thrown);
    assert.instance(error, RunbookError);
    assert.equal((error as RunbookError).failure.causes, [message]);
    assert.is((error as RunbookError).exit, 1);
  });
});

test('the time that is up, and a stop, end it even while the API keeps turning requests away', async () => {
  const busy: Answer = { status: 429, headers: { 'retry-after': '1' }, body: { message: 'later' } };
  await against({ list: () => busy, watch: () => busy }, async (client) => {
    const from = Date.now();
    assert.is((await waiting(client, 300))[0]?.reason, 'not there yet');
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('stopped by a person')), 100);
    const error = await waiting(client, 60_000, stop.signal).catch((thrown: unknown) => thrown);
    assert.match(String(error), 'stopped by a person');
    assert.ok(Date.now() - from < 30_000);
  });
});

test.run();
