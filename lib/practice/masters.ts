import { join } from 'node:path';
import type { Home } from './home.ts';
import { type Master, type Mode, NAMESPACE } from './machines.ts';
import { etcdArguments, USER_HOME, USER_ID } from './master-files.ts';
import { certificatesOf, etcOf } from './master-folders.ts';
import { runningIn, startPart } from './processes.ts';

export interface MasterTools {
  sshd: string;
  etcd: string;
  nsenter: string;
  unshare: string;
}

/**
 * What a master's sshd is started by in namespace mode: in a mount namespace of its own its folder is /etc and /run is
 * empty, so this machine's files and accounts stay untouched.
 */
const OWN_VIEW = `set -e
hostname "$2" 2>/dev/null || echo "$2" > /proc/sys/kernel/hostname
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/sshd /run/lock "$4"
mount --bind "$1/etc" /etc
chown "$5" "$4"
exec "$3" -D -e -f "$1/etc/ssh/sshd_config"
`;

/** Starts the masters' sshd and etcd where they don't run. @returns whether any was started */
export function mastersUp(home: Home, tools: MasterTools, masters: readonly Master[], mode: Mode): boolean {
  const there = new Set(runningIn(home).map(({ part }) => part));
  const commands = masters.flatMap((master) => [
    { part: `etcd-${master.name}`, command: etcdCommand(home, tools, master, masters, mode) },
    { part: `sshd-${master.name}`, command: sshdCommand(home, tools, master, mode) },
  ]);
  const absent = commands.filter(({ part }) => !there.has(part));
  for (const { part, command } of absent) startPart(home, part, command);
  return absent.length > 0;
}

type Command = [string, ...string[]];

function sshdCommand(home: Home, { sshd, nsenter, unshare }: MasterTools, master: Master, mode: Mode): Command {
  const config = join(etcOf(home, master), 'ssh', 'sshd_config');
  if (mode === 'loopback') return [sshd, '-D', '-e', '-f', config];
  const view = [unshare, '--mount', '--uts', '--propagation', 'private', '/bin/sh', '-c', OWN_VIEW, 'sh'];
  const seen = [join(home.masters, master.name), master.name, sshd, USER_HOME, `${USER_ID}:${USER_ID}`];
  return [nsenter, `--net=/run/netns/${NAMESPACE}`, ...view, ...seen];
}

function etcdCommand(
  home: Home,
  { etcd, nsenter }: MasterTools,
  master: Master,
  masters: readonly Master[],
  mode: Mode,
): Command {
  const data = join(home.masters, master.name, 'etcd');
  const command: Command = [etcd, ...etcdArguments(master, masters, certificatesOf(home, master), data)];
  return mode === 'loopback' ? command : [nsenter, `--net=/run/netns/${NAMESPACE}`, ...command];
}
