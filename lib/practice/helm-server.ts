import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { homeOf } from './home.ts';
import { HELM_PORT } from './machines.ts';

/** Serves the files of the helm repository on loopback, and nothing below or above its folder. */
const [folder] = process.argv.slice(2);
if (!folder) throw new Error('usage: helm-server.ts CHECKOUT');
const { helmRepository } = homeOf(folder);

createServer((request, response) => {
  const [, name] = /^\/([A-Za-z0-9][A-Za-z0-9._-]*)(\?.*)?$/.exec(request.url ?? '') ?? [];
  if (!name) {
    response.writeHead(404).end();
    return;
  }
  createReadStream(join(helmRepository, name))
    .on('error', () => response.writeHead(404).end())
    .pipe(response);
}).listen(HELM_PORT, '127.0.0.1');
