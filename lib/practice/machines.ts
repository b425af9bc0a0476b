/** How the masters can be had on this machine (DESIGN 8). */
export type Mode =
  /** In a network namespace of their own, each with its own /etc: as root. */
  | 'namespace'
  /** On addresses of the loopback interface, as the current user. */
  | 'loopback';

/** One of the machines that play the cluster's control plane. */
export interface Master {
  name: string;
  /** Its InternalIP in the cluster. */
  address: string;
  /** Where sshd and etcd really listen; the same as address in namespace mode. */
  host: string;
  port: number;
}

export const NAMESPACE = 'tks-practice';
/** The outer and the inner end of the pair that joins the namespace with this machine. */
export const LINKS = ['tks-practice', 'tks-masters'] as const;
export const OUTSIDE = '198.51.100.1';
export const PREFIX = 24;
/** The ssh user on the masters in namespace mode; it exists in their own /etc/passwd only. */
export const MASTER_USER = 'tks-practice';
/** Another ssh user there, whose sudo wants the password in SUDO_PASSWORD. */
export const PASSWORD_USER = 'tks-password';
/** Under .practice/secrets. */
export const SUDO_PASSWORD = 'sudo-password';
/** The port of the helm repository; configs/answers/practice.yaml names it. */
export const HELM_PORT = 18879;
/** Where kubespray keeps etcd's certificates. */
export const ETCD_FOLDER = '/etc/ssl/etcd/ssl';

const NUMBERS = [1, 2, 3];

/** The three masters. */
export function mastersOf(mode: Mode): Master[] {
  return NUMBERS.map((n) => {
    const address = `198.51.100.${10 + n}`;
    return mode === 'namespace'
      ? { name: `master${n}`, address, host: address, port: 22 }
      : { name: `master${n}`, address, host: `127.0.0.${1 + n}`, port: 2222 };
  });
}

/** Names and InternalIPs of the workers, which only kwok plays. */
export const WORKERS = NUMBERS.map((n) => ({ name: `worker${n}`, address: `198.51.100.${20 + n}` }));
