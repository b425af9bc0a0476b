import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A server that accepts and never answers. */
export async function hangingServer(): Promise<{ port: number; stop(): Promise<void> }> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {}).on('close', () => open.delete(socket));
    socket.resume().unref();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A test that fails must come to its end all the same.
  server.unref();
  const stop = async () => {
    for (const socket of open) socket.destroy();
    server.close();
    await once(server, 'close');
  };
  return { port: (server.address() as AddressInfo).port, stop };
}

/**
 * A login that is begun and not ended, at a server that allows one at a time (MaxStartups 1); the connection that found
 * it up may still be counted for a moment.
 */
export async function loginUnderWay(port: number): Promise<Socket> {
  for (;;) {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    const [first] = await Promise.race([once(socket, 'data'), once(socket, 'close')]);
    if (/^SSH-/.test(String(first))) return socket;
    socket.destroy();
    await new Promise((done) => setTimeout(done, 50));
  }
}
