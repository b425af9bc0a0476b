import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { text } from '../text.ts';
import type { Home } from './home.ts';
import { ETCD_FOLDER, MASTER_USER, type Master, type Mode, SUDO_PASSWORD } from './machines.ts';
import {
  accounts,
  etcdEnvironment,
  hosts,
  knownHost,
  PAM_SUDO,
  SUDOERS,
  sshConfig,
  sshdConfig,
} from './master-files.ts';
import { makeCertificates } from './pki.ts';
import { run } from './run.ts';

/** What a master's own /etc borrows from this machine's, so that programs find their libraries and settings. */
const BORROWED = [
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'alternatives',
  'nsswitch.conf',
  'login.defs',
  'localtime',
  'profile',
  'bash.bashrc',
  'services',
  'protocols',
  'crypto-policies',
  'os-release',
];

export interface FolderTools {
  openssl: string;
  'ssh-keygen': string;
}

/** The folder of a master that stands for its /etc. */
export function etcOf(home: Home, { name }: Master): string {
  return join(home.masters, name, 'etc');
}

/** The folder with a master's etcd certificates, as this machine sees it. */
export function certificatesOf(home: Home, master: Master): string {
  return join(etcOf(home, master), ETCD_FOLDER.slice('/etc/'.length));
}

/** Makes the masters' folders, keys and certificates, all or nothing. @returns whether they had to be made */
export async function makeMasters(
  home: Home,
  tools: FolderTools,
  masters: readonly Master[],
  mode: Mode,
): Promise<boolean> {
  if (await readFile(home.sshConfig).catch(() => undefined)) return false;
  await Promise.all([home.masters, home.ssh].map((folder) => rm(folder, { recursive: true, force: true })));
  await Promise.all([home.masters, home.ssh].map((folder) => mkdir(folder, { recursive: true, mode: 0o700 })));
  const pki = join(home.folder, 'pki');
  const identity = join(home.ssh, 'id_ed25519');
  await Promise.all([
    rm(pki, { recursive: true, force: true }).then(() => makeCertificates(tools.openssl, pki, masters)),
    makeKey(tools, 'ed25519', identity, 'practice'),
  ]);
  await Promise.all(masters.map((master) => makeMaster(home, tools, master, masters, mode, pki)));
  await rm(pki, { recursive: true, force: true });
  await writeKnownHosts(home, masters);
  const user = mode === 'namespace' ? MASTER_USER : userInfo().username;
  await writeFile(`${home.sshConfig}.partial`, sshConfig(masters, user, home.ssh), { mode: 0o600 });
  await rename(`${home.sshConfig}.partial`, home.sshConfig);
  return true;
}

async function makeMaster(
  home: Home,
  tools: FolderTools,
  master: Master,
  masters: readonly Master[],
  mode: Mode,
  pki: string,
): Promise<void> {
  const etc = etcOf(home, master);
  const ssh = join(etc, 'ssh');
  await mkdir(ssh, { recursive: true });
  await mkdir(join(etc, 'ssl', 'etcd'), { recursive: true });
  await rename(join(pki, master.name), certificatesOf(home, master));
  await Promise.all(
    ['ed25519', 'rsa'].map((type) => makeKey(tools, type, join(ssh, `ssh_host_${type}_key`), master.name)),
  );
  await cp(join(home.ssh, 'id_ed25519.pub'), join(ssh, 'authorized_keys'));
  const seen = mode === 'namespace' ? '/etc/ssh' : ssh;
  await writeFile(join(ssh, 'sshd_config'), sshdConfig(master, mode, seen));
  await writeFile(join(etc, 'etcd.env'), etcdEnvironment(master, masters), { mode: 0o600 });
  if (mode === 'namespace') await furnishEtc(etc, master, masters, await passwordHash(home, tools));
}

/** What /etc/shadow keeps of the password; openssl reads it from the file. */
async function passwordHash(home: Home, { openssl }: FolderTools): Promise<string> {
  const doing = text('Setting a password', '비밀번호 설정');
  return (await run(doing, openssl, ['passwd', '-6', '-in', join(home.secrets, SUDO_PASSWORD)])).trim();
}

async function furnishEtc(etc: string, master: Master, masters: readonly Master[], hash: string): Promise<void> {
  for (const name of BORROWED) {
    await cp(join('/etc', name), join(etc, name), { recursive: true, verbatimSymlinks: true }).catch(() => {});
  }
  const { passwd, group, shadow } = accounts(hash);
  const files = { passwd, group, hosts: hosts(masters), hostname: `${master.name}\n` };
  for (const [name, content] of Object.entries(files)) await writeFile(join(etc, name), content);
  await writeFile(join(etc, 'shadow'), shadow, { mode: 0o640 });
  await writeFile(join(etc, 'sudoers'), SUDOERS, { mode: 0o440 });
  await mkdir(join(etc, 'pam.d'));
  for (const name of ['sudo', 'other']) await writeFile(join(etc, 'pam.d', name), PAM_SUDO);
}

async function makeKey(tools: FolderTools, type: string, file: string, comment: string): Promise<void> {
  const doing = text('Making an ssh key', 'ssh 키 생성');
  await run(doing, tools['ssh-keygen'], ['-q', '-t', type, '-N', '', '-C', comment, '-f', file]);
}

async function writeKnownHosts(home: Home, masters: readonly Master[]): Promise<void> {
  const lines = await Promise.all(
    masters.flatMap((master) =>
      ['ed25519', 'rsa'].map(async (type) =>
        knownHost(master, await readFile(join(etcOf(home, master), 'ssh', `ssh_host_${type}_key.pub`), 'utf8')),
      ),
    ),
  );
  await writeFile(join(home.ssh, 'known_hosts'), lines.join(''), { mode: 0o600 });
}
