import { readdirSync, readlinkSync } from 'node:fs';
import * as assert from 'uvu/assert';
import type { Sealed } from '../../lib/answers/secret.ts';
import { type AskPerson, createAsked } from '../../lib/ssh/asked.ts';
import type { Sudo } from '../../lib/ssh/command.ts';
import { HostError } from '../../lib/ssh/failure.ts';
import type { SshHost } from '../../lib/ssh/host.ts';
import { remoteFiles } from '../../lib/ssh/remote-files.ts';
import { type Session, type SessionOptions, withSession } from '../../lib/ssh/session.ts';
import type { Sshd } from './sshd.ts';

const tools = { ssh: 'ssh', sshKeygen: 'ssh-keygen' };

export interface TestOptions extends AskPerson {
  passphrase?: Sealed;
  password?: Sealed;
  connectLimit?: number;
  commandLimit?: number;
}

/** The options of a session, with limits that a test can wait for. */
export function sessionOptions({ confirmHost, askPassphrase, askPassword, ...rest }: TestOptions = {}): SessionOptions {
  const asked = createAsked({ confirmHost, askPassphrase, askPassword });
  return { tools, connectLimit: 4000, commandLimit: 6000, asked, ...rest };
}

/** The way to a test's sshd with its own key, in its own known_hosts. */
export function hostOf(sshd: Sshd, more: Partial<SshHost> = {}): SshHost {
  const knownHosts = sshd.write('known_hosts', sshd.known);
  return {
    name: 'm',
    hostname: '127.0.0.1',
    port: sshd.port,
    user: sshd.user,
    identityFiles: [sshd.key],
    identityRequired: false,
    identitiesOnly: true,
    knownHostsFiles: [knownHosts],
    hashKnownHosts: false,
    jumps: [],
    ...more,
  };
}

/** Does some work on a machine. */
export function on<T>(host: SshHost, work: (session: Session) => Promise<T>, options: TestOptions = {}): Promise<T> {
  return withSession(host, sessionOptions(options), work);
}

/** Reads a file of a machine as the runbook does. */
export function readOn(host: SshHost, path: string, sudo: Sudo = 'none', options: TestOptions = {}): Promise<string> {
  return on(host, (session) => remoteFiles(session, sudo).read(path), options);
}

/** The HostError that some work ends with; anything else fails the test. */
export async function faultOf(work: Promise<unknown>): Promise<HostError> {
  const error = await work.then(
    () => new Error('it succeeded'),
    (e: unknown) => e,
  );
  if (!(error instanceof HostError)) throw error;
  assert.is.not(error.words.ko, '');
  return error;
}

/** The sockets that this process has open. */
export function openNow(): number {
  const links = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
  return links.filter((link) => link.startsWith('socket:')).length;
}

/** Proves, when it is called again after a case, that no socket is left here and no process there. */
export function watchLeaks(): (...sshd: Sshd[]) => Promise<void> {
  const before = openNow();
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  return async (...all) => {
    const left = () => all.flatMap((sshd) => sshd.children());
    const end = Date.now() + 4000;
    while ((openNow() > before || left().length > 0) && Date.now() < end)
      await new Promise((done) => setTimeout(done, 20));
    assert.ok(openNow() <= before, `sockets left open: ${openNow() - before}`);
    assert.equal(left(), [], 'processes left on the server');
    assert.ok(timers() <= 1, `timers left: ${process.getActiveResourcesInfo()}`);
  };
}
