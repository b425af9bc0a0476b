import { basename, join } from 'node:path/posix';
import { HostError } from '../ssh/failure.ts';
import { text } from '../text.ts';

/** Where an installer keeps etcd's client certificate. `{node}` stands for the machine's inventory name. */
export interface Layout {
  name: 'kubespray' | 'kubeadm';
  /** Folders on a master, the likeliest first. */
  folders: readonly string[];
  ca: string;
  certificate: string;
  key: string;
  /** Of a client that works with etcd: it's taken only where there is no pair that is meant for less. */
  broad?: true;
  /** The cluster alone tells of this place; no installer is known to use it. */
  told?: true;
}

const APISERVER = { certificate: 'apiserver-etcd-client.crt', key: 'apiserver-etcd-client.key', broad: true } as const;

/**
 * FIELD-NOTES 4; `auto` tries them in this order, a pair that is made for asking after etcd's health before
 * kube-apiserver's own, which is all that kubeadm leaves on a master whose etcd is elsewhere.
 */
export const LAYOUTS: readonly Layout[] = [
  {
    name: 'kubespray',
    folders: ['/etc/ssl/etcd/ssl'],
    ca: 'ca.pem',
    certificate: 'node-{node}.pem',
    key: 'node-{node}-key.pem',
  },
  {
    name: 'kubeadm',
    folders: ['/etc/kubernetes/pki/etcd', '/etc/kubernetes/ssl/etcd'],
    ca: 'ca.crt',
    certificate: 'healthcheck-client.crt',
    key: 'healthcheck-client.key',
  },
  { name: 'kubeadm', folders: ['/etc/kubernetes/pki', '/etc/kubernetes/ssl'], ca: 'etcd/ca.crt', ...APISERVER },
  // A folder of this machine has no such tree: there the three stand side by side.
  { name: 'kubeadm', folders: [], ca: 'ca.crt', ...APISERVER },
];

/** Paths of one client certificate, its key and its CA. */
export interface CertificatePaths {
  certificatePath: string;
  keyPath: string;
  caPath: string;
}

/** The paths for one node in one folder. */
export function pathsIn(folder: string, layout: Layout, node: string): CertificatePaths {
  const path = (pattern: string) => join(folder, pattern.replace('{node}', node));
  return { certificatePath: path(layout.certificate), keyPath: path(layout.key), caPath: path(layout.ca) };
}

/** Whether a layout's file names hold the machine's name, so that there may be several in a folder. */
export function isNamed({ certificate }: Layout): boolean {
  return certificate.includes('{node}');
}

/** The nodes of a folder's listing that have both a certificate and a key, sorted. */
export function nodesIn(listing: readonly string[], layout: Layout): string[] {
  const [before = '', after = ''] = layout.certificate.split('{node}');
  const files = new Set(listing);
  return listing
    .filter((file) => file.startsWith(before) && file.endsWith(after))
    .map((file) => file.slice(before.length, file.length - after.length))
    .filter((node) => node !== '' && files.has(layout.key.replace('{node}', node)))
    .sort();
}

const FORBIDDEN = [
  /^(member-|peer\.|server\.|(peer-)?server-client\.)|^(etcd-)?(peer|server)[-_.]key\b/,
  /(^|[-_.])(root)?ca[-_.]key\b/i,
  // Beside etcd's own in the same folders: what opens Kubernetes itself.
  /^(front-proxy-|apiserver\.|apiserver-kubelet-|sa\.|kubelet)|\.(kube)?conf(ig)?$/,
];

/**
 * Refuses the files that must never leave a master: the authority's key, which makes any certificate, a member's own,
 * which is a server's too, and those that aren't etcd's.
 * @throws HostError
 */
export function refuseForbidden(path: string): void {
  if (!FORBIDDEN.some((pattern) => pattern.test(basename(path)))) return;
  throw new HostError(
    'content',
    text(
      `${path} must never leave the machine: it isn't read`,
      `${path}: 장비 밖으로 나가면 안 되는 파일이라 읽지 않습니다`,
    ),
  );
}
