import type { Duplex } from 'node:stream';
import type { NodeSSH } from 'node-ssh';
import { text } from '../text.ts';
import type { Command } from './command.ts';
import { type ConnectOptions, connectHost } from './connect.ts';
import { type Connection, hangUp } from './connection.ts';
import { HostError } from './failure.ts';
import { openForward } from './forward.ts';
import type { SshHost } from './host.ts';
import { afterFirst, type JumpTurn, wayTo } from './jump-trials.ts';
import { RefusedPassword } from './refused-password.ts';
import { type RemoteOutput, runRemote } from './remote-command.ts';

/** An open way to one machine, through its jump hosts. It must be closed, whatever happens. */
export interface Session {
  /** Runs one command to its end; its exit code is for the caller to judge. @throws HostError when there's none */
  run(command: Command): Promise<RemoteOutput>;
  /** A TCP connection that starts at the machine. @throws HostError */
  forward(address: string, port: number): Promise<Duplex>;
  close(): Promise<void>;
}

export interface SessionOptions extends ConnectOptions {
  /** Milliseconds for one command, or for opening one forwarded connection. */
  commandLimit: number;
  /** What the masters of one contest share about their jump hosts, and this one's turn. */
  jumps?: JumpTurn | undefined;
}

/** Opens a session and closes it again after the work, whatever comes of it. @throws HostError */
export async function withSession<T>(
  host: SshHost,
  options: SessionOptions,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await openSession(host, options);
  const cutOff = () => void session.close();
  options.signal?.addEventListener('abort', cutOff, { once: true });
  if (options.signal?.aborted) cutOff();
  try {
    return await work(session);
  } finally {
    options.signal?.removeEventListener('abort', cutOff);
    await session.close();
  }
}

/** Connects machine by machine, each verified under its own name. @throws HostError; nothing is left open then */
export async function openSession(host: SshHost, options: SessionOptions): Promise<Session> {
  const { password, ...others } = options;
  const { signal } = options;
  const hops = [...host.jumps, host];
  const { password: _, ...asked } = options.asked;
  const open: Connection[] = [];
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= hangUpAll(open);
    return closing;
  };
  let before: SshHost | undefined;
  let now: SshHost = host;
  try {
    for (const [i, hop] of hops.entries()) {
      now = hop;
      const last = open.at(-1);
      const dial = async () => last && { sock: await openForward(last.ssh, hop, options.commandLimit, signal) };
      const from = before;
      const jump = () => connectHost(hop, dial, { ...others, asked }, from);
      open.push(
        hop === host
          ? await connectHost(hop, dial, options, from)
          : await afterFirst(options.jumps, wayTo(hops.slice(0, i + 1)), signal, jump),
      );
      before = hop;
    }
  } catch (error) {
    await close();
    throw error instanceof HostError ? located(error, now, host, before) : error;
  }
  const ssh = open.at(-1)?.ssh;
  if (!ssh) throw new Error('a session without a machine');
  return { ...workOn(ssh, options.commandLimit, signal), close };
}

function workOn(ssh: NodeSSH, limit: number, signal: AbortSignal | undefined): Pick<Session, 'run' | 'forward'> {
  let last: Promise<unknown> = Promise.resolve();
  return {
    // One after another: a server may allow no more than one session at a time (MaxSessions).
    run: (command) => {
      const mine = last.then(() => runRemote(ssh, command, limit));
      last = mine.catch(() => {});
      return mine;
    },
    forward: (address, port) => openForward(ssh, { hostname: address, port }, limit, signal),
  };
}

async function hangUpAll(open: readonly Connection[]): Promise<void> {
  for (const connection of open.toReversed()) await hangUp(connection);
}

/** With several machines in a row, says which of them failed. */
function located(error: HostError, at: SshHost, target: SshHost, before: SshHost | undefined): HostError {
  const { en, ko } = error.words;
  const Kind = error.stops && error.kind !== 'changed-host' ? RefusedPassword : HostError;
  if (at !== target)
    return new HostError(error.kind, text(`jump host ${at.name}: ${en}`, `점프 호스트 ${at.name}: ${ko}`));
  return before
    ? new Kind(error.kind, text(`through jump host ${before.name}: ${en}`, `점프 호스트 ${before.name} 경유: ${ko}`))
    : error;
}
