import { setTimeout } from 'node:timers/promises';
import type { NodeSSH } from 'node-ssh';
import type { ClientChannel } from 'ssh2';
import { causeOf } from '../errors.ts';
import type { Command } from './command.ts';
import { within } from './deadline.ts';
import { firstLine, HostError } from './failure.ts';
import { isNoSession, lost, NoSession, timedOut, tooLong } from './remote-fault.ts';

export interface RemoteOutput {
  code: number;
  /** Exactly as it came, the last newline included. */
  stdout: string;
  stderr: string;
  /** It asked for what stood in its stdin. */
  asked?: true;
}

/** Certificates and keys are a few kilobytes; more than this is some other file. */
const MOST_OUTPUT = 1024 * 1024;
/** What a command complains of; the rest is passed over. */
const MOST_WORDS = 64 * 1024;

/** Milliseconds between tries to open a channel: sshd forgets the one before a moment after it has closed. */
const PAUSES = [50, 200, 500];

/** Runs a command and demands that it ended by itself. @throws HostError, which never holds what it wrote to stdout */
export async function runRemote(ssh: NodeSSH, command: Command, limit: number): Promise<RemoteOutput> {
  for (const pause of PAUSES) {
    try {
      return await runOnce(ssh, command, limit);
    } catch (error) {
      // Where MaxSessions is 1 the next channel may come too soon. Nothing ran, and it's no login that is tried again.
      if (!(error instanceof NoSession)) throw error;
      await setTimeout(pause);
    }
  }
  return runOnce(ssh, command, limit);
}

async function runOnce(ssh: NodeSSH, command: Command, limit: number): Promise<RemoteOutput> {
  const { line } = command;
  const done = Promise.withResolvers<RemoteOutput>();
  // One that opens after all, when nobody waits any more, must not stay open.
  let late = false;
  let channel: ClientChannel | undefined;
  const take = (error: Error | undefined, opened: ClientChannel) => {
    if (error) return done.reject(isNoSession(error) ? new NoSession(firstLine(error.message)) : error);
    channel = opened;
    if (late) end(opened);
    else follow(opened, command, done);
  };
  try {
    if (!ssh.connection) throw new Error('no connection');
    ssh.connection.exec(line, take);
    return await within(limit, done.promise, () => timedOut(line, limit));
  } catch (error) {
    late = true;
    end(channel);
    throw error instanceof HostError ? error : lost(line, firstLine(causeOf(error)));
  }
}

/** To be called at once: a whole answer may come in the same packet as the channel. */
function follow(
  channel: ClientChannel,
  { line, stdin, prompt }: Command,
  done: PromiseWithResolvers<RemoteOutput>,
): void {
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  const sizes = { stdout: 0, stderr: 0 };
  let code: number | null = null;
  channel.on('data', (chunk: Buffer) => {
    sizes.stdout += chunk.length;
    if (sizes.stdout <= MOST_OUTPUT) stdout.push(chunk);
    else done.reject(tooLong(line));
  });
  channel.stderr.on('data', (chunk: Buffer) => {
    sizes.stderr += chunk.length;
    if (sizes.stderr <= MOST_WORDS) stderr.push(chunk);
  });
  channel.on('error', done.reject);
  // No code comes when a signal ended it or the connection was lost: then stdout may be half a file.
  channel.on('exit', (ended: number | null) => {
    code = ended;
  });
  channel.on('close', () => {
    if (code === null) return done.reject(lost(line, 'no exit code'));
    const whole = (chunks: Buffer[]) => Buffer.concat(chunks).toString('utf8');
    const said = whole(stderr);
    const asked = prompt !== undefined && said.includes(prompt);
    const own = asked ? said.replaceAll(prompt, '') : said;
    done.resolve({ code, stdout: whole(stdout), stderr: own, ...(asked && { asked }) });
  });
  // Ended at once: whoever asks for a second password finds nothing, and doesn't wait.
  channel.end(stdin && `${stdin.reveal()}\n`);
}

function end(channel: ClientChannel | undefined): void {
  if (!channel || channel.destroyed) return;
  channel.on('error', () => {});
  channel.destroy();
}
