import { execFileSync, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A running ssh-agent. */
export interface TestAgent {
  socket: string;
  add(file: string, passphrase?: string): void;
  stop(): void;
}

/** Starts an agent with some keys, its socket in a folder. */
export async function startAgent(folder: string, files: readonly string[]): Promise<TestAgent> {
  const socket = join(folder, `agent${process.hrtime.bigint()}`);
  const child = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  // A test that fails must come to its end, and take the agent with it.
  child.unref();
  const stop = () => child.kill();
  process.once('exit', stop);
  while (!existsSync(socket)) await new Promise((done) => setTimeout(done, 10));
  const add = (file: string, passphrase = '') => {
    const ask = `${socket}.ask`;
    writeFileSync(ask, `#!/bin/sh\necho '${passphrase}'\n`, { mode: 0o700 });
    const env = { ...process.env, SSH_AUTH_SOCK: socket, SSH_ASKPASS: ask, SSH_ASKPASS_REQUIRE: 'force' };
    execFileSync('ssh-add', ['-q', file], { env, stdio: 'pipe' });
  };
  for (const file of files) add(file);
  return { socket, add, stop };
}
