import { once } from 'node:events';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { NodeSSH } from 'node-ssh';
import { within } from './deadline.ts';

/** A logged-in machine, and the socket or channel that it's reached over. */
export interface Connection {
  ssh: NodeSSH;
  sock: Duplex;
}

/** Longest wait for a goodbye to get through, in milliseconds. */
const GOODBYE = 500;

/** Ends a connection politely, then surely. A channel ends with the connection that carries it. */
export async function hangUp({ ssh, sock }: Connection): Promise<void> {
  if (sock instanceof Socket && !sock.closed) {
    const closed = once(sock, 'close');
    ssh.connection?.end();
    await within(GOODBYE, closed, () => new Error('no goodbye')).catch(() => {});
  } else {
    ssh.connection?.end();
  }
  await cut(sock);
}

/** Closes a socket at once and waits until it is closed: ssh2's own destroy leaves one that is half closed open. */
export async function cut(sock: Duplex): Promise<void> {
  if (sock.closed) return;
  const closed = once(sock, 'close');
  sock.destroy();
  await within(sock instanceof Socket ? GOODBYE : 0, closed, () => new Error('not closed')).catch(() => {});
}
