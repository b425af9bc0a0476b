import { basename } from 'node:path/posix';
import type { ClusterFacts, EtcdFilesFact } from '../facts.ts';
import { LAYOUTS, type Layout, pathsIn } from './layouts.ts';
import { isInstallers } from './places.ts';

/** What the cluster tells of etcd's files on the masters. */
export type KnownFiles = Pick<ClusterFacts, 'etcdFiles' | 'etcdAuthorities'>;

/**
 * The layouts an answer stands for, completed by what the cluster tells: those beside a CA that is really in use go
 * first, and pairs in places of their own last, as they are what kube-apiserver itself works with. What lies outside of
 * the folders of installers is passed over: whoever may write a ConfigMap must not choose what root reads.
 */
export function layoutsFor(answer: 'auto' | Layout['name'], known: KnownFiles = {}): Layout[] {
  const chosen = LAYOUTS.filter(({ name }) => answer === 'auto' || name === answer);
  const { etcdFiles = [], etcdAuthorities = [] } = known;
  const authorities = [...etcdFiles.map(({ caPath }) => caPath), ...etcdAuthorities].filter(isInstallers);
  if (authorities.length === 0) return chosen;
  const places = chosen.flatMap((layout) =>
    foldersFor(layout, authorities).map(
      (folder): Layout => ({ ...layout, folders: [folder], ...(!layout.folders.includes(folder) && { told: true }) }),
    ),
  );
  const inUse = ({ folders: [folder = ''], ...layout }: Layout) =>
    authorities.includes(pathsIn(folder, { ...layout, folders: [] }, '').caPath);
  const own = answer === 'kubespray' ? [] : etcdFiles.filter((one) => !isNodes(one) && areInstallers(one)).map(exactly);
  return [...places.filter(inUse), ...places.filter((place) => !inUse(place)), ...own.filter(isNew(places))];
}

/** The inventory names in pairs that the cluster uses, such as node1 of node-node1.pem. */
export function nodesKnown({ etcdFiles = [] }: KnownFiles): string[] {
  return etcdFiles.flatMap(({ certificatePath }) => NODES.exec(basename(certificatePath))?.[1] ?? []);
}

const NODES = /^node-(.+)\.pem$/;

function isNodes({ certificatePath }: EtcdFilesFact): boolean {
  return NODES.test(basename(certificatePath));
}

/** The paths of pairs that the cluster names where none is looked for. */
export function passedOver({ etcdFiles = [] }: KnownFiles): string[] {
  return etcdFiles.filter((one) => !areInstallers(one)).map(({ certificatePath }) => certificatePath);
}

function areInstallers({ certificatePath, keyPath, caPath }: EtcdFilesFact): boolean {
  return [certificatePath, keyPath, caPath].every(isInstallers);
}

/** The folders of a layout, before them those from which its CA would be one that is in use. */
function foldersFor(layout: Layout, authorities: readonly string[]): string[] {
  if (layout.folders.length === 0) return [];
  const end = `/${layout.ca}`;
  const used = authorities
    .filter((path) => path.endsWith(end))
    .map((path) => path.slice(0, -end.length))
    .filter((folder) => isInstallers(`${folder}/${layout.certificate}`));
  return [...new Set([...used, ...layout.folders])];
}

/** A layout of one pair, wherever its three files are. */
function exactly({ certificatePath, keyPath, caPath }: EtcdFilesFact): Layout {
  const [certificate, key, ca] = [certificatePath, keyPath, caPath].map((path) => path.replace(/^\/+/, ''));
  const files = { certificate: certificate ?? '', key: key ?? '', ca: ca ?? '' };
  return { name: 'kubeadm', folders: ['/'], ...files, broad: true, told: true };
}

function isNew(places: readonly Layout[]): (own: Layout) => boolean {
  const paths = new Set(
    places.flatMap((place) => place.folders.map((folder) => pathsIn(folder, place, '').certificatePath)),
  );
  return ({ certificate }) => !paths.has(`/${certificate}`);
}
