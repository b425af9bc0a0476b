import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { $ } from 'zx';
import { EXIT, RunbookError } from '../errors.ts';
import { cleanEnv } from '../process/run.ts';
import { text } from '../text.ts';

/** Which cluster a command talks to; what is left out, kubectl decides as it always does. */
export interface Connection {
  kubectl: string;
  kubeconfig?: string;
  context?: string;
}

export interface Proxy {
  /** Path of the unix socket that speaks the Kubernetes API, authenticated as kubectl is. */
  socket: string;
  close(): Promise<void>;
}

const CONNECTING = text('Connect to the cluster through kubectl proxy', 'kubectl proxy로 클러스터에 연결');

/** Longest path of a unix socket that Linux takes, in bytes. */
const LONGEST_SOCKET = 107;
const START_TIMEOUT_MS = 30_000;

/**
 * Waits for the end of its stdin, that is for us, however we end, then ends the proxy and removes its folder: otherwise
 * an admin socket would stay open after a SIGKILL.
 */
const WATCHDOG = `trap '' PIPE; dir=$1; shift
"$@" </dev/null & proxy=$!
(cat >/dev/null; kill $proxy) <&3 >/dev/null 2>&1 &
wait $proxy; code=$?
rm -rf "$dir"
exit $code`;

/**
 * Starts `kubectl proxy` on a socket in a private folder (DESIGN 7).
 * @throws RunbookError with kubectl's own words when it doesn't come up.
 */
export async function startProxy(connection: Connection): Promise<Proxy> {
  const folder = await mkdtemp(join(tmpdir(), 'tks-'));
  const socket = join(folder, 's');
  if (Buffer.byteLength(socket) > LONGEST_SOCKET) throw await tooLong(folder, socket);
  const args = ['sh', '-c', `exec 3<&0; ${WATCHDOG}`, 'sh', folder, connection.kubectl, ...flags(connection)];
  // A process group of its own: Ctrl-C reaches us alone, and the write under way still has its API.
  const child = $({ quiet: true, nothrow: true, detached: true, stdio: 'pipe', env: cleanEnv() })`${[
    ...args,
    'proxy',
    `--unix-socket=${socket}`,
  ]}`;
  const close = async () => {
    child.stdin.end();
    await child;
    await rm(folder, { recursive: true, force: true });
  };
  await appears(socket, child).catch(async (error) => {
    await close();
    throw error;
  });
  return { socket, close };
}

/** kubectl's flags for a connection; helm has others. */
export function flags({ kubeconfig, context }: Connection): string[] {
  return [...(kubeconfig ? [`--kubeconfig=${kubeconfig}`] : []), ...(context ? [`--context=${context}`] : [])];
}

async function appears(socket: string, child: PromiseLike<{ stderr: string }>): Promise<void> {
  let words: string | undefined;
  const ended = Promise.resolve(child).then(({ stderr }) => {
    words = stderr;
  });
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await exists(socket))) {
    if (words !== undefined) throw noProxy(words);
    if (Date.now() > deadline) throw noProxy(`no socket after ${START_TIMEOUT_MS / 1000} s`);
    await Promise.race([sleep(10), ended]);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function noProxy(words: string): RunbookError {
  return new RunbookError({
    exit: EXIT.preflight,
    doing: CONNECTING,
    causes: [words.trim() || 'kubectl proxy ended'],
    hint: text(
      'Try `kubectl get namespaces` with the same --context and --kubeconfig; it must work first.',
      '같은 --context와 --kubeconfig로 `kubectl get namespaces`가 먼저 동작해야 합니다.',
    ),
  });
}

async function tooLong(folder: string, socket: string): Promise<RunbookError> {
  await rm(folder, { recursive: true, force: true });
  return new RunbookError({
    exit: EXIT.preflight,
    doing: CONNECTING,
    causes: [text(`the socket's path is too long: ${socket}`, `소켓 경로가 너무 깁니다: ${socket}`)],
    hint: text('Set TMPDIR to a short path such as /tmp.', 'TMPDIR을 /tmp처럼 짧은 경로로 지정하십시오.'),
  });
}
