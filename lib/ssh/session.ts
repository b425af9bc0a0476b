import type { Duplex } from 'node:stream';
import type { NodeSSH } from 'node-ssh';
import { causeOf } from '../errors.ts';
import { text } from '../text.ts';
import type { Command } from './command.ts';
import { type ConnectOptions, connectHost } from './connect.ts';
import { type Connection, hangUp } from './connection.ts';
import { within } from './deadline.ts';
import { firstLine, HostError } from './failure.ts';
import type { SshHost } from './host.ts';
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
}

/** Opens a session and closes it again after the work, whatever comes of it. @throws HostError */
export async function withSession<T>(
  host: SshHost,
  options: SessionOptions,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await openSession(host, options);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

/** Connects machine by machine, each verified under its own name. @throws HostError; nothing is left open then */
export async function openSession(host: SshHost, options: SessionOptions): Promise<Session> {
  const open: Connection[] = [];
  const close = async () => {
    for (const connection of open.splice(0).reverse()) await hangUp(connection);
  };
  let before: SshHost | undefined;
  let now: SshHost = host;
  try {
    for (const hop of [...host.jumps, host]) {
      now = hop;
      const last = open.at(-1);
      const dial = async () => (last ? forward(last.ssh, hop.hostname, hop.port, options.commandLimit) : undefined);
      open.push(await connectHost(hop, dial, options, before));
      before = hop;
    }
  } catch (error) {
    await close();
    throw error instanceof HostError ? located(error, now, host, before) : error;
  }
  const ssh = open.at(-1)?.ssh;
  if (!ssh) throw new Error('a session without a machine');
  return {
    run: (command) => runRemote(ssh, command, options.commandLimit),
    forward: (address, port) => forward(ssh, address, port, options.commandLimit),
    close,
  };
}

/** With several machines in a row, says which of them failed. */
function located(error: HostError, at: SshHost, target: SshHost, before: SshHost | undefined): HostError {
  const { en, ko } = error.words;
  if (at !== target)
    return new HostError(error.kind, text(`jump host ${at.name}: ${en}`, `점프 호스트 ${at.name}: ${ko}`));
  return before
    ? new HostError(error.kind, text(`through ${before.name}: ${en}`, `${before.name} 경유: ${ko}`))
    : error;
}

async function forward(ssh: NodeSSH, address: string, port: number, limit: number): Promise<Duplex> {
  const late = () => new Error(`no answer within ${limit / 1000} s`);
  const pending = ssh.forwardOut('127.0.0.1', 0, address, port);
  try {
    return await within(limit, pending, late);
  } catch (error) {
    // A channel that opens after all would stay open until the session ends.
    pending.then((channel) => channel.destroy()).catch(() => {});
    const cause = firstLine(causeOf(error));
    throw new HostError(
      'unreachable',
      text(
        `no connection from there to ${address}:${port}: ${cause}`,
        `해당 장비에서 ${address}:${port}(으)로 연결할 수 없습니다: ${cause}`,
      ),
    );
  }
}
