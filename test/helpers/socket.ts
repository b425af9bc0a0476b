import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { temporaryFolder } from './openssl.ts';

/** What a test's API answers: a status and a body, JSON unless it is text; or the response is written by itself. */
export type Answer =
  | { status?: number; headers?: Record<string, string>; body: unknown }
  | ((to: ServerResponse) => void);

/** An HTTP server on a unix socket, as kubectl proxy is one, and all that it was asked. */
export interface SocketApi {
  socket: string;
  asked: string[];
  close(): Promise<void>;
}

/** Answers every request by a function of its method and URL. */
export async function serveOnSocket(answer: (asked: string, request: IncomingMessage) => Answer): Promise<SocketApi> {
  const { path, remove } = temporaryFolder();
  const socket = join(path, 's');
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const what = `${request.method} ${request.url}`;
    asked.push(what);
    const given = answer(what, request);
    if (typeof given === 'function') return given(response);
    const { status = 200, headers = {}, body } = given;
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    remove();
  };
  return { socket, asked, close };
}
