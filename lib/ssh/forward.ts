import type { Duplex } from 'node:stream';
import type { NodeSSH } from 'node-ssh';
import { causeOf } from '../errors.ts';
import { hostPort } from '../host-port.ts';
import { type Text, text } from '../text.ts';
import { unlessAborted } from './cut-off.ts';
import { within } from './deadline.ts';
import { firstLine, HostError } from './failure.ts';

/** SSH_OPEN_ADMINISTRATIVELY_PROHIBITED, RFC 4254 section 5.1. */
const PROHIBITED = 1;

/** Opens a TCP connection that starts at a machine; limit in milliseconds, a signal gives up. @throws HostError */
export async function openForward(
  ssh: NodeSSH,
  { hostname, port }: { hostname: string; port: number },
  limit: number,
  signal?: AbortSignal,
): Promise<Duplex> {
  const late = () => new Error(`no answer within ${limit / 1000} s`);
  const pending = ssh.forwardOut('127.0.0.1', 0, hostname, port);
  try {
    const channel = await within(limit, unlessAborted(signal, pending), late);
    // A reset that nobody listens to would end the process.
    return channel.on('error', () => {});
  } catch (error) {
    // A channel that opens after all would stay open until the session ends.
    pending.then((channel) => channel.destroy()).catch(() => {});
    if (error instanceof HostError) throw error;
    const to = hostPort(hostname, port);
    if (isProhibited(error)) throw new HostError('refused', prohibited(to));
    throw new HostError('unreachable', failed(to, firstLine(causeOf(error))));
  }
}

function isProhibited(error: unknown): boolean {
  const refused =
    error instanceof Error && (('reason' in error && error.reason === PROHIBITED) || /prohibited/i.test(error.message));
  return refused;
}

function prohibited(to: string): Text {
  return text(
    `its sshd forbids connections onward to ${to} (AllowTcpForwarding, PermitOpen, or "restrict" of the key)`,
    `sshd가 ${to}(으)로의 포워딩을 금지합니다(AllowTcpForwarding, PermitOpen 또는 키의 restrict 옵션)`,
  );
}

function failed(to: string, cause: string): Text {
  return text(`no connection from there to ${to}: ${cause}`, `해당 장비에서 ${to}(으)로 연결할 수 없습니다: ${cause}`);
}
