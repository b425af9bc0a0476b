import { createHash } from 'node:crypto';
import { connect, createServer, type Server } from 'node:net';
import { text as contentOf } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Home } from './home.ts';

/**
 * Lets one `up` or `down` of a checkout work at a time. The lock is an abstract socket that answers with its holder's
 * process number: the kernel takes it back when the holder ends, however it ends.
 */
export async function locked<T>(home: Home, busy: (holder: number) => void, work: () => Promise<T>): Promise<T> {
  const name = `\0tks-practice-${createHash('sha256').update(home.folder).digest('hex').slice(0, 16)}`;
  let told: number | undefined;
  let lock = await take(name);
  while (!lock) {
    const holder = await holderOf(name);
    if (holder !== undefined && holder !== told) busy(holder);
    told = holder;
    await sleep(200);
    lock = await take(name);
  }
  try {
    return await work();
  } finally {
    lock.close();
  }
}

function take(name: string): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.on('error', () => {}).end(`${process.pid}`));
    server.once('error', () => resolve(undefined));
    server.listen(name, () => resolve(server));
  });
}

async function holderOf(name: string): Promise<number | undefined> {
  const socket = connect({ path: name });
  const answer = await contentOf(socket).catch(() => '');
  return /^[0-9]+$/.test(answer) ? Number(answer) : undefined;
}
