import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from './openssl.ts';

/** Whether a real sshd with accounts and sudoers of its own can be started here: as root, in a mount namespace. */
export function canSshd(): boolean {
  return process.getuid?.() === 0 && ['/usr/sbin/sshd', '/usr/bin/sudo', '/usr/bin/unshare'].every(existsSync);
}

export interface SshdOptions {
  /** Lines of sshd_config; sshd takes the first of each keyword, so these win. `@FOLDER@` is the server's folder. */
  config?: readonly string[];
  /** Lines of sudoers; root may do everything. */
  sudoers?: readonly string[];
  /** The user's password; left out: none fits. */
  password?: string;
  address?: string;
  /** Folders that the server has its own of: there `/var/lib/k0s` is var/lib/k0s of its folder, closed to all but root. */
  folders?: readonly string[];
}

/** A running sshd; everything of it is in a temporary folder. */
export interface Sshd {
  folder: string;
  port: number;
  /** User `op`, uid 64030, who may log in with `key`; root may as well. */
  user: string;
  key: string;
  /** The line of the host key for known_hosts. */
  known: string;
  path(file: string): string;
  /** Writes a file that the server sees too. */
  write(file: string, content: string, mode?: number): string;
  /** What sshd logged so far. */
  log(): string;
  /** Processes of the sshd besides the listening one. */
  children(): string[];
  stop(): Promise<void>;
}

/** The accounts' files and PAM's settings are the sshd's own; nothing else on the machine sees them. */
const OWN_VIEW = `set -e
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/sshd /run/sudo
folder=$1
shift
if [ $# -gt 0 ]; then
  mkdir "$folder/of-machine"
  mount --bind /etc "$folder/of-machine"
  mount -t tmpfs -o mode=755 tmpfs /etc
  cp -a "$folder/of-machine/." /etc
  umount "$folder/of-machine"
  mount -t tmpfs -o mode=755 tmpfs /var/lib
  for own; do mkdir -p "$own"; mount --bind "$folder$own" "$own"; done
fi
for file in passwd shadow group sudoers pam.d; do mount --bind "$folder/etc/$file" "/etc/$file"; done
exec /usr/sbin/sshd -D -e -f "$folder/sshd_config"
`;

export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  const { path: folder, remove } = temporaryFolder();
  execFileSync('chmod', ['755', folder]);
  const path = (file: string) => join(folder, file);
  const write = (file: string, content: string, mode = 0o644) => {
    writeFileSync(path(file), content, { mode });
    execFileSync('chmod', [mode.toString(8), path(file)]);
    return path(file);
  };
  const { address = '127.0.0.1', folders = [] } = options;
  for (const own of folders) mkdirSync(path(own), { recursive: true, mode: 0o700 });
  makeKey(path('key'));
  makeKey(path('host'));
  if (options.config?.some((line) => line.endsWith('/rsa'))) makeKey(path('rsa'), 'rsa');
  furnish(path, write, options);
  const port = await freePort(address);
  write('sshd_config', sshdConfig(folder, address, port, options.config ?? []).replaceAll('@FOLDER@', folder));
  const args = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--propagation', 'private'];
  const child = spawn('unshare', [...args, '/bin/sh', '-c', OWN_VIEW, 'sh', folder, ...folders], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    log += chunk;
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // A test that fails must come to its end, and take the server with it.
  child.unref();
  if ('unref' in child.stderr && typeof child.stderr.unref === 'function') child.stderr.unref();
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async () => {
    process.off('exit', kill);
    child.ref();
    kill();
    await ended;
    remove();
  };
  await untilUp(address, port, () => (child.exitCode === null ? undefined : log)).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const [keyType, key] = readFileSync(path('host.pub'), 'utf8').split(' ');
  const known = `[${address}]:${port} ${keyType} ${key}\n`;
  const children = () => descendants(child.pid ?? 0).slice(1);
  return { folder, port, user: 'op', key: path('key'), known, path, write, log: () => log, children, stop };
}

export function makeKey(file: string, type = 'ed25519', passphrase = '', ...more: string[]): void {
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', 'test', '-f', file, ...more]);
}

type Write = (file: string, content: string, mode?: number) => string;

function furnish(path: (file: string) => string, write: Write, { sudoers = [], password }: SshdOptions): void {
  mkdirSync(path('etc/pam.d'), { recursive: true });
  mkdirSync(path('home'));
  // A PATH with hardly anything, for SetEnv.
  mkdirSync(path('bin'));
  for (const name of ['env', 'cat', 'sh']) symlinkSync(`/usr/bin/${name}`, path(`bin/${name}`));
  execFileSync('chown', ['64030:64030', path('home')]);
  const users = [
    ['root', 0, '/root', '/bin/sh'],
    ['sshd', 64029, '/run/sshd', '/usr/sbin/nologin'],
    ['op', 64030, path('home'), '/bin/sh'],
    ['nobody', 65534, '/', '/usr/sbin/nologin'],
  ] as const;
  write('etc/passwd', users.map(([name, id, home, shell]) => `${name}:x:${id}:${id}::${home}:${shell}\n`).join(''));
  write('etc/group', users.map(([name, id]) => `${name}:x:${id}:\n`).join(''));
  const hash = password
    ? execFileSync('openssl', ['passwd', '-6', '-stdin'], { input: password }).toString().trim()
    : '*';
  const shadow = users.map(([name]) => `${name}:${name === 'op' ? hash : '*'}:20000:0:99999:7:::\n`);
  write('etc/shadow', shadow.join(''), 0o600);
  write('etc/sudoers', ['root ALL=(ALL:ALL) ALL', ...sudoers, ''].join('\n'), 0o440);
  const pam = 'auth required pam_unix.so nodelay\naccount required pam_unix.so\nsession required pam_permit.so\n';
  for (const name of ['sudo', 'sshd', 'other']) write(`etc/pam.d/${name}`, pam);
  write('authorized_keys', readFileSync(path('key.pub'), 'utf8'));
}

function sshdConfig(folder: string, address: string, port: number, config: readonly string[]): string {
  return [
    ...config,
    `ListenAddress ${address.includes(':') ? `[${address}]` : address}:${port}`,
    `HostKey ${folder}/host`,
    `AuthorizedKeysFile ${folder}/authorized_keys`,
    'StrictModes no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'UsePAM no',
    'UseDNS no',
    'PidFile none',
    '',
  ].join('\n');
}

async function freePort(address: string): Promise<number> {
  const server = createServer().listen(0, address);
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilUp(address: string, port: number, died: () => string | undefined): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const words = died();
    if (words !== undefined) throw new Error(`sshd ended: ${words}`);
    const up = await new Promise<boolean>((resolve) => {
      const socket = connect(port, address, () => resolve(true)).on('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('sshd is not up');
}

/** The command lines below a process, parents first. */
function descendants(pid: number): string[] {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const parent = Number(
          readFileSync(`/proc/${name}/stat`, 'utf8')
            .replace(/^.*\) /s, '')
            .split(' ')[1],
        );
        return [
          { id: Number(name), parent, line: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ') },
        ];
      } catch {
        return [];
      }
    });
  const below = (id: number): string[] =>
    processes.filter(({ parent }) => parent === id).flatMap((one) => [one.line || '?', ...below(one.id)]);
  return below(pid);
}
