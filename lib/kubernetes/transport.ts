import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { ApiError, unreachable } from './api-error.ts';
import type { JsonMap } from './object.ts';
import { type Outcome, PATIENCE_MS, pauseBefore } from './retry.ts';

/** Content type of a server-side apply. */
export const APPLY_PATCH = 'application/apply-patch+yaml';

export type Method = 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';

export interface Request {
  method: Method;
  /** Path and query. */
  path: string;
  body?: string;
  /** Of the body; JSON unless given. */
  contentType?: string;
  /** Of the answer; JSON unless given. */
  accept?: string;
  /** A 503 tells that nothing serves the path, as in discovery, and is answered by no further try. */
  unavailable?: 'final';
}

export interface Transport {
  /**
   * Sends again, for a while, what the API can't take just now (429, and 503 or 504 for what may be sent twice).
   * @throws ApiError when the API refuses, RunbookError when it can't be reached.
   */
  send(request: Request): Promise<JsonMap>;
  /** The lines of an answer as they come, until the server or the signal ends it. @throws ApiError */
  follow(path: string, signal: AbortSignal): AsyncIterable<string>;
  close(): Promise<void>;
}

/** Requests under way at once; measured as the knee on one control plane (DESIGN 7). */
const CONNECTIONS = 16;
const HEADERS_TIMEOUT_MS = 60_000;
/** Behind the very first answer a person may be logging in, in a browser. */
const LOGIN_TIMEOUT_MS = 300_000;

export interface TransportOptions {
  /** How long a request is sent again for that the API can't take just now, in milliseconds. */
  patience?: number;
}

/** Speaks HTTP over the unix socket of `kubectl proxy`. */
export function createTransport(socketPath: string, { patience = PATIENCE_MS }: TransportOptions = {}): Transport {
  // The proxy answers only to a local Host header. Watches may be silent for long, hence no body timeout; they have
  // connections of their own, so that they can't starve the requests.
  const options = { socketPath, pipelining: 1, bodyTimeout: 0, headersTimeout: HEADERS_TIMEOUT_MS };
  const requests = new Pool('http://localhost', { ...options, connections: CONNECTIONS });
  const watches = new Pool('http://localhost', options);
  let answered = false;
  const ask = async (request: Request) => {
    const answer = await once(requests, request, answered ? HEADERS_TIMEOUT_MS : LOGIN_TIMEOUT_MS);
    answered = true;
    return answer;
  };
  return {
    send: (request) => send(ask, request, patience),
    follow: (path, signal) => follow(watches, path, signal),
    close: async () => {
      await Promise.all([requests.destroy(), watches.destroy()]);
    },
  };
}

interface Answer extends Outcome {
  content: string;
}

async function send(ask: (request: Request) => Promise<Answer>, request: Request, patience: number): Promise<JsonMap> {
  const { method, path } = request;
  const deadline = Date.now() + patience;
  for (let attempt = 0; ; attempt++) {
    const answer = await ask(request);
    const { status, content } = answer;
    if (status < 400) return json(method, path, answer);
    const pause = pauseBefore(attempt, answer, {
      idempotent: isIdempotent(request),
      passing: request.unavailable !== 'final',
    });
    if (pause === undefined || Date.now() + pause > deadline) throw new ApiError(method, path, status, content);
    await sleep(pause);
  }
}

async function once(pool: Pool, request: Request, headersTimeout: number): Promise<Answer> {
  const { method, path, body, contentType = 'application/json', accept = 'application/json' } = request;
  const headers = { accept, ...(body !== undefined && { 'content-type': contentType }) };
  try {
    const answer = await pool.request({ method, path, headers, body: body ?? null, headersTimeout });
    const retryAfter = answer.headers['retry-after'];
    return {
      status: answer.statusCode,
      content: await answer.body.text(),
      ...(typeof retryAfter === 'string' && { retryAfter }),
    };
  } catch (error) {
    throw unreachable(method, path, error);
  }
}

// A JSON Patch adds and tests by position: what it did once it might do twice.
function isIdempotent({ method, contentType }: Request): boolean {
  return method === 'PATCH' ? contentType === APPLY_PATCH : method !== 'POST';
}

// Something between us and the API may answer in its place, with a page for people.
function json(method: Method, path: string, { status, content }: Answer): JsonMap {
  try {
    return JSON.parse(content) as JsonMap;
  } catch {
    throw new ApiError(method, path, status, content);
  }
}

async function* follow(pool: Pool, path: string, signal: AbortSignal): AsyncIterable<string> {
  const answer = await pool.request({ method: 'GET', path, signal });
  if (answer.statusCode >= 400) throw new ApiError('GET', path, answer.statusCode, await answer.body.text());
  let rest = '';
  for await (const chunk of answer.body.setEncoding('utf8')) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter(Boolean);
  }
}
