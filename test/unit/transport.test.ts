import type { IncomingMessage } from 'node:http';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { EXIT, RunbookError } from '../../lib/errors.ts';
import { ApiError, asRunbookError } from '../../lib/kubernetes/api-error.ts';
import { createClient } from '../../lib/kubernetes/client.ts';
import { backoff, pauseBefore } from '../../lib/kubernetes/retry.ts';
import { APPLY_PATCH, createTransport, type Transport } from '../../lib/kubernetes/transport.ts';
import { text } from '../../lib/text.ts';
import { type Answer, type SocketApi, serveOnSocket } from '../helpers/socket.ts';

type With = { transport: Transport; api: SocketApi };

/** A transport to a server that gives these answers in turn, the last one for ever. */
async function against(
  answers: Answer[],
  use: (given: With) => Promise<void>,
  patience?: number,
  see: (request: IncomingMessage) => void = () => {},
) {
  let next = 0;
  const api = await serveOnSocket((_, request) => {
    see(request);
    return answers[Math.min(next++, answers.length - 1)] ?? { body: {} };
  });
  const transport = createTransport(api.socket, patience === undefined ? {} : { patience });
  try {
    await use({ transport, api });
  } finally {
    await transport.close();
    await api.close();
  }
}

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => {
      throw new Error('it should have failed');
    },
    (error: unknown) => error,
  );
}

const refused = (status: number, message: string) => ({ status, body: { kind: 'Status', message, reason: 'x' } });
const OK = { body: { it: 'is there' } };

test('what the API turns away for now is sent again', async () => {
  for (const status of [429, 503, 504]) {
    await against([refused(status, 'storage is (re)initializing'), OK], async ({ transport, api }) => {
      assert.equal(await transport.send({ method: 'GET', path: '/x' }), OK.body);
      assert.is(api.asked.length, 2);
    });
  }
});

test('a server-side apply is sent again with its body; what twice would be too much is not', async () => {
  const bodies: string[] = [];
  const see = (request: IncomingMessage) => {
    request.setEncoding('utf8').on('data', (body: string) => bodies.push(body));
  };
  const busy = refused(503, 'starting');
  await against(
    [busy, OK],
    async ({ transport }) => {
      await transport.send({ method: 'PATCH', path: '/x', body: '{"a":1}', contentType: APPLY_PATCH });
      assert.equal(bodies, ['{"a":1}', '{"a":1}']);
    },
    undefined,
    see,
  );
  await against([busy, OK], async ({ transport, api }) => {
    const patch = { method: 'PATCH', path: '/x', body: '[]', contentType: 'application/json-patch+json' } as const;
    assert.instance(await thrownBy(transport.send(patch)), ApiError);
    assert.is(api.asked.length, 1);
  });
  await against([refused(429, 'too many'), OK], async ({ transport }) => {
    assert.equal(await transport.send({ method: 'POST', path: '/x', body: '{}' }), OK.body);
  });
});

test("patience ends, with the API's own words", async () => {
  await against(
    [refused(429, 'too many requests')],
    async ({ transport, api }) => {
      const error = await thrownBy(transport.send({ method: 'GET', path: '/x' }));
      assert.instance(error, ApiError);
      assert.match((error as ApiError).message, 'too many requests');
      assert.is((error as ApiError).status, 429);
      assert.is(api.asked.length, 2);
    },
    400,
  );
});

test('Retry-After is honoured, unless it is more than there is patience for', async () => {
  const later = { ...refused(429, 'later'), headers: { 'retry-after': '1' } };
  await against([later, OK], async ({ transport }) => {
    const from = Date.now();
    await transport.send({ method: 'GET', path: '/x' });
    assert.ok(Date.now() - from >= 950);
  });
  const muchLater = { ...refused(429, 'later'), headers: { 'retry-after': '600' } };
  await against([muchLater, OK], async ({ transport, api }) => {
    assert.instance(await thrownBy(transport.send({ method: 'GET', path: '/x' })), ApiError);
    assert.is(api.asked.length, 1);
  });
});

test('pauses double up to a limit, and other refusals are final', () => {
  const may = { idempotent: true, passing: true };
  for (const status of [400, 401, 403, 404, 409, 410, 422, 500]) assert.is(pauseBefore(0, { status }, may), undefined);
  assert.is(pauseBefore(0, { status: 503 }, { ...may, passing: false }), undefined);
  assert.ok((pauseBefore(0, { status: 429, retryAfter: 'Wed, 21 Oct 2026 07:28:00 GMT' }, may) ?? 0) > 0);
  for (const [attempt, most] of [
    [0, 200],
    [1, 400],
    [3, 1600],
    [40, 5000],
  ] as const) {
    const pause = backoff(attempt, 200, 5000);
    assert.ok(pause <= most && pause >= most * 0.7, `${attempt}: ${pause}`);
  }
});

test('discovery takes the 503 of an aggregated API at its word, at once', async () => {
  const apiService = '/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.metrics.k8s.io';
  const api = await serveOnSocket((asked) =>
    asked === `GET ${apiService}`
      ? { body: { spec: { service: { name: 'prometheus-adapter' } } } }
      : { status: 503, body: 'service unavailable' },
  );
  const client = createClient(api.socket);
  try {
    assert.equal(await client.list('metrics.k8s.io/v1beta1', 'PodMetrics'), { items: [], resourceVersion: '' });
    assert.equal(api.asked, ['GET /apis/metrics.k8s.io/v1beta1', `GET ${apiService}`]);
  } finally {
    await client.close();
    await api.close();
  }
});

test('a page for people in place of JSON is told as it came', async () => {
  await against([{ body: '<html>log in</html>' }], async ({ transport }) => {
    const error = await thrownBy(transport.send({ method: 'GET', path: '/x' }));
    assert.instance(error, ApiError);
    assert.match((error as ApiError).message, 'log in');
  });
  assert.is(new ApiError('GET', '/x', 500, 'null').message, 'GET /x: HTTP 500 null');
});

test('an answer cut off, or none, is an error that a person can act on', async () => {
  const cut: Answer = (to) => {
    to.writeHead(200, { 'content-length': '100' }).write('{"half');
    setTimeout(() => to.destroy(), 20);
  };
  for (const answer of [cut, ((to) => to.destroy()) as Answer]) {
    await against([answer], async ({ transport }) => {
      assert.instance(await thrownBy(transport.send({ method: 'GET', path: '/x' })), RunbookError);
    });
  }
});

test('lines of a watch come as they are sent, and its refusal as ApiError', async () => {
  const lines: Answer = (to) => {
    to.write('{"a":1}\n{"b"');
    setTimeout(() => to.end(':2}\n'), 20);
  };
  await against([lines, refused(410, 'too old')], async ({ transport }) => {
    const { signal } = new AbortController();
    const seen: string[] = [];
    for await (const line of transport.follow('/w', signal)) seen.push(line);
    assert.equal(seen, ['{"a":1}', '{"b":2}']);
    const again = transport.follow('/w', signal)[Symbol.asyncIterator]();
    assert.is(((await thrownBy(again.next())) as ApiError).status, 410);
  });
});

test("a refusal becomes an error of the runbook in the API's words; a bug stays a bug", () => {
  const doing = text('Plan', '계획');
  const message = 'nodes is forbidden: User "a" cannot list resource "nodes"';
  const error = new ApiError('GET', '/x', 403, JSON.stringify({ message }));
  const told = asRunbookError(error, doing, { exit: EXIT.preflight, section: '5.2' }) as RunbookError;
  assert.instance(told, RunbookError);
  assert.is(told.exit, 3);
  assert.is(told.failure.section, '5.2');
  assert.equal(told.failure.causes, [message]);
  assert.match(told.failure.hint?.en ?? '', 'right');
  assert.is(told.cause, error);
  const hint = text('Do this', '이렇게');
  assert.is((asRunbookError(error, doing, { hint }) as RunbookError).failure.hint, hint);
  assert.is((asRunbookError(new ApiError('GET', '/x', 422, ''), doing, {}) as RunbookError).failure.hint, undefined);
  const bug = new TypeError('x');
  assert.is(asRunbookError(bug, doing, {}), bug);
  assert.is(asRunbookError(told, doing, {}), told);
});

test.run();
