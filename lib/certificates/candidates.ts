import { isIP } from 'node:net';
import { HostError } from '../ssh/failure.ts';
import { type EtcdEnvironment, isNodeName, readEtcdEnv } from './etcd-env.ts';
import type { CertificateFiles } from './files.ts';
import { type CertificatePaths, isNamed, type Layout, nodesIn, pathsIn } from './layouts.ts';
import type { Search } from './search.ts';

/** One file that was looked for. */
export interface Candidate extends CertificatePaths {
  node: string;
}

/** What the machine's etcd.env tells; undefined where it has none. */
export type Environment = () => Promise<EtcdEnvironment | undefined>;

/** Reads the file at most once, and first when something else was read: then a password for sudo is known to be right. */
export function environmentOf(files: CertificateFiles, path: string | undefined): Environment {
  let reading: Promise<EtcdEnvironment | undefined> | undefined;
  return () => {
    reading ??= path === undefined ? Promise.resolve(undefined) : files.read(path).then(readEtcdEnv).catch(orUnlisted);
    return reading;
  };
}

/** Only kubespray keeps such a file; what it tells of the members is worth nothing beside a connection that is lost. */
export async function environmentFact(layout: Layout, environment: Environment) {
  const read = isNamed(layout) ? await environment().catch(() => undefined) : undefined;
  return read && { environment: read.fact };
}

/** The folders of a layout, and for kubespray's the one that etcd.env names. */
export async function* foldersOf(layout: Layout, { folder, layouts }: Search, environment: Environment) {
  if (folder !== undefined) {
    yield folder;
    return;
  }
  yield* layout.folders;
  if (!isNamed(layout) || layouts.findLast(isNamed) !== layout) return;
  const other = (await environment())?.folder;
  if (other !== undefined && !layouts.some((each) => isNamed(each) && each.folders.includes(other))) yield other;
}

interface Names {
  names: readonly string[];
  others: readonly string[] | undefined;
  environment: Environment;
}

/** By name first, one command a file; the listing last, as sudo may allow nothing but cat. */
export async function* candidates(
  files: CertificateFiles,
  layout: Layout,
  folder: string,
  { names, others = [], environment }: Names,
) {
  const at = (node: string) => ({ node, ...pathsIn(folder, layout, node) });
  if (!isNamed(layout)) {
    yield at(names[0] ?? layout.name);
    return;
  }
  yield* names.map(at);
  const further = unique([...((await environment())?.names ?? []), ...others]).filter((node) => !names.includes(node));
  yield* further.map(at);
  const listing = (await files.list(folder).catch(orUnlisted)) ?? [];
  yield* nodesIn(listing, layout)
    .filter((node) => isNodeName(node) && !names.includes(node) && !further.includes(node))
    .map(at);
}

/** The machine's names, the likeliest first. */
export async function namesOf(files: CertificateFiles, search: Search): Promise<string[]> {
  return unique([...search.names, ...(await files.names()).filter(isNodeName)].flatMap(withShort));
}

/** Nothing where there is no such file. @throws HostError for anything else */
export function orMissing(error: unknown): undefined {
  if (error instanceof HostError && error.kind === 'missing') return undefined;
  throw error;
}

/** Whoever may read files by name needn't be allowed to list the folder; and a link to elsewhere tells nothing. */
function orUnlisted(error: unknown): undefined {
  if (error instanceof HostError && ['refused', 'content'].includes(error.kind)) return undefined;
  return orMissing(error);
}

/** A name, and its first part where it has several. */
function withShort(name: string): string[] {
  return isIP(name) !== 0 ? [name] : [name, name.split('.')[0] ?? name];
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].filter((name) => name !== '' && !name.includes('/'));
}
