import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import ssh2, { type Prompt } from 'ssh2';
import type { SshHost } from '../../lib/ssh/host.ts';
import { makeKey } from './sshd.ts';

/** An SSH server whose logins are questions, as a one-time password is one; sshd has them only with extra PAM modules. */
export interface PromptingServer {
  host: Partial<SshHost>;
  /** What was answered to it. */
  answers: string[];
  known: string;
  stop(): Promise<void>;
}

/** Asks these questions by keyboard-interactive, and lets in whoever answers `right`. */
export async function startPrompting(file: string, prompts: Prompt[], right: string): Promise<PromptingServer> {
  makeKey(file);
  const answers: string[] = [];
  const open = new Set<{ end(): void }>();
  const server = new ssh2.Server({ hostKeys: [readFileSync(file)] }, (client) => {
    open.add(client);
    client.on('close', () => open.delete(client)).on('error', () => {});
    client.on('authentication', (login) => {
      if (login.method !== 'keyboard-interactive') return login.reject(['keyboard-interactive']);
      login.prompt(prompts, (given) => {
        answers.push(...given);
        if (given[0] === right) login.accept();
        else login.reject(['keyboard-interactive']);
      });
    });
    client.on('session', (accept) => {
      accept().on('exec', (take) => {
        const channel = take();
        channel.write('op\n');
        channel.exit(0);
        channel.end();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  // A test that fails must come to its end all the same.
  server.unref();
  const { port } = server.address() as AddressInfo;
  const [type, key] = readFileSync(`${file}.pub`, 'utf8').split(' ');
  const stop = () => {
    for (const client of open) client.end();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { host: { port }, answers, known: `[127.0.0.1]:${port} ${type} ${key}\n`, stop };
}
