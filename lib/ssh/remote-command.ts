import type { NodeSSH } from 'node-ssh';
import type { ClientChannel } from 'ssh2';
import { causeOf } from '../errors.ts';
import { text } from '../text.ts';
import type { Command } from './command.ts';
import { within } from './deadline.ts';
import { firstLine, HostError } from './failure.ts';

export interface RemoteOutput {
  code: number;
  /** Exactly as it came, the last newline included. */
  stdout: string;
  stderr: string;
}

/** Certificates and keys are a few kilobytes; more than this is some other file. */
const MOST_OUTPUT = 1024 * 1024;

/** Runs a command and demands that it ended by itself. @throws HostError, which never holds what it wrote to stdout */
export async function runRemote(ssh: NodeSSH, { line, stdin }: Command, limit: number): Promise<RemoteOutput> {
  const chunks: Buffer[] = [];
  let size = 0;
  let channel: ClientChannel | undefined;
  const pending = ssh.execCommand(line, {
    noTrim: true,
    // In English, if the server lets it through, so that the reason of a failure can be told apart.
    execOptions: { env: { LC_ALL: 'C' } },
    ...(stdin && { stdin: `${stdin.reveal()}\n` }),
    onChannel: (opened) => {
      channel = opened;
    },
    onStdout: (chunk) => {
      size += chunk.length;
      if (size <= MOST_OUTPUT) chunks.push(chunk);
      else channel?.destroy();
    },
  });
  try {
    const { code, stderr } = await within(limit, pending, () => timedOut(line, limit));
    if (size > MOST_OUTPUT) throw tooLong(line);
    if (code === null) throw lost(line, 'no exit code');
    return { code, stdout: Buffer.concat(chunks).toString('utf8'), stderr };
  } catch (error) {
    channel?.destroy();
    throw error instanceof HostError ? error : lost(line, firstLine(causeOf(error)));
  }
}

function timedOut(line: string, limit: number): HostError {
  const seconds = limit / 1000;
  return new HostError(
    'timeout',
    text(`no end of "${line}" within ${seconds} s`, `${seconds}초 안에 끝나지 않음: ${line}`),
  );
}

function tooLong(line: string): HostError {
  return new HostError('content', text(`more than 1 MiB out of "${line}"`, `출력이 1 MiB를 넘음: ${line}`));
}

function lost(line: string, cause: string): HostError {
  return new HostError(
    'lost',
    text(`the connection was lost during "${line}": ${cause}`, `실행 중 연결이 끊어졌습니다(${line}): ${cause}`),
  );
}
