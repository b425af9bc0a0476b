import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on loopback for downloads. */
export interface FileServer {
  base: string;
  /** Contents by path. */
  files: Map<string, Buffer>;
  /** The paths that were asked for, in their order. */
  asked: string[];
  close(): void;
}

/** Serves what is put into `files`, and 404 for the rest. */
export async function startFileServer(): Promise<FileServer> {
  const files = new Map<string, Buffer>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const content = files.get(path);
    response.writeHead(content ? 200 : 404).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { base, files, asked, close };
}
