import { ETCD_FOLDER, MASTER_USER, type Master, type Mode, PASSWORD_USER } from './machines.ts';

/** User numbers inside the masters; high enough to be nobody's on the machine around them. */
const IDS = { etcd: 64020, sshd: 64021, password: 64023 };
export const USER_ID = 64022;
/** The ssh user's home on a master. */
export const USER_HOME = `/run/${MASTER_USER}`;

export interface AccountFiles {
  passwd: string;
  group: string;
  shadow: string;
}

/**
 * The accounts of a master; `hash` is of the one password that there is. `*` in its place: no password fits, yet the
 * account isn't locked.
 */
export function accounts(hash: string): AccountFiles {
  const users = [
    ['root', 0, '/root', '/bin/bash'],
    ['etcd', IDS.etcd, '/', '/usr/sbin/nologin'],
    ['sshd', IDS.sshd, '/run/sshd', '/usr/sbin/nologin'],
    [MASTER_USER, USER_ID, USER_HOME, '/bin/bash'],
    [PASSWORD_USER, IDS.password, '/', '/bin/bash'],
    ['nobody', 65534, '/', '/usr/sbin/nologin'],
  ] as const;
  const lines = (line: (user: (typeof users)[number]) => string) => `${users.map(line).join('\n')}\n`;
  return {
    passwd: lines(([name, id, home, shell]) => `${name}:x:${id}:${id}::${home}:${shell}`),
    group: lines(([name, id]) => `${name}:x:${id}:`),
    shadow: lines(([name]) => `${name}:${name === PASSWORD_USER ? hash : '*'}:20000:0:99999:7:::`),
  };
}

/** Lets the ssh user become root without a password, as the user of kubespray's inventory can, and another with one. */
export const SUDOERS: string = [
  'Defaults env_reset',
  'Defaults !lecture',
  `${MASTER_USER} ALL=(ALL:ALL) NOPASSWD: ALL`,
  `${PASSWORD_USER} ALL=(ALL:ALL) ALL`,
  '',
].join('\n');

/** What sudo needs of PAM, the same on every distribution. */
export const PAM_SUDO = 'auth required pam_unix.so\naccount required pam_unix.so\nsession required pam_permit.so\n';

/** Every name the masters know. */
export function hosts(masters: readonly Master[]): string {
  return ['127.0.0.1 localhost', ...masters.map(({ address, name }) => `${address} ${name}`), ''].join('\n');
}

/** sshd's configuration of one master: public keys only, one address only. */
export function sshdConfig({ host, port }: Master, mode: Mode, folder: string): string {
  const allowed = mode === 'namespace' ? [`AllowUsers ${MASTER_USER} ${PASSWORD_USER}`, 'PermitRootLogin no'] : [];
  return [
    `ListenAddress ${host}:${port}`,
    `HostKey "${folder}/ssh_host_ed25519_key"`,
    `HostKey "${folder}/ssh_host_rsa_key"`,
    `AuthorizedKeysFile "${folder}/authorized_keys"`,
    ...allowed,
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'UsePAM no',
    'UseDNS no',
    'PrintMotd no',
    'PidFile none',
    ...(mode === 'loopback' ? ['StrictModes no'] : []),
    '',
  ].join('\n');
}

/** The ssh_config that leads to the masters, as `ssh -F` takes it. */
export function sshConfig(masters: readonly Master[], user: string, folder: string): string {
  return masters
    .flatMap(({ name, host, port }) => [
      `Host ${name}`,
      `  HostName ${host}`,
      `  Port ${port}`,
      `  User ${user}`,
      `  IdentityFile "${folder}/id_ed25519"`,
      '  IdentitiesOnly yes',
      `  UserKnownHostsFile "${folder}/known_hosts"`,
      '  GlobalKnownHostsFile /dev/null',
      '  StrictHostKeyChecking yes',
      '',
    ])
    .join('\n');
}

/** A line of known_hosts for a master's public key. */
export function knownHost({ host, port }: Master, publicKey: string): string {
  const [type, key] = publicKey.split(/\s+/);
  return `${port === 22 ? host : `[${host}]:${port}`} ${type} ${key}\n`;
}

/** kubespray's /etc/etcd.env of a member, as far as others read it. */
export function etcdEnvironment({ name, address }: Master, masters: readonly Master[]): string {
  const member = `${ETCD_FOLDER}/member-${name}`;
  return [
    `ETCD_NAME=${name}`,
    `ETCD_ADVERTISE_CLIENT_URLS=https://${address}:2379`,
    `ETCD_LISTEN_CLIENT_URLS=https://${address}:2379`,
    `ETCD_LISTEN_PEER_URLS=https://${address}:2380`,
    `ETCD_INITIAL_CLUSTER=${initialCluster(masters)}`,
    'ETCD_CLIENT_CERT_AUTH=true',
    `ETCD_TRUSTED_CA_FILE=${ETCD_FOLDER}/ca.pem`,
    `ETCD_CERT_FILE=${member}.pem`,
    `ETCD_KEY_FILE=${member}-key.pem`,
    '',
  ].join('\n');
}

/** The members of the masters' etcd, as its flag names them. */
function initialCluster(masters: readonly Master[]): string {
  return masters.map(({ name, host }) => `${name}=https://${host}:2380`).join(',');
}

/** The command line of a master's etcd; it lets nobody in without a certificate of its CA. */
export function etcdArguments(
  { name, host }: Master,
  masters: readonly Master[],
  folder: string,
  data: string,
): string[] {
  const client = `https://${host}:2379`;
  const peer = `https://${host}:2380`;
  const pair = (prefix: string) => [
    `--${prefix}trusted-ca-file=${folder}/ca.pem`,
    `--${prefix}cert-file=${folder}/member-${name}.pem`,
    `--${prefix}key-file=${folder}/member-${name}-key.pem`,
    `--${prefix}client-cert-auth=true`,
  ];
  return [
    `--name=${name}`,
    `--data-dir=${data}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=${initialCluster(masters)}`,
    '--initial-cluster-state=new',
    ...pair(''),
    ...pair('peer-'),
  ];
}
