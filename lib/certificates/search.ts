import type { EtcdHostFact } from '../facts.ts';
import { HostError } from '../ssh/failure.ts';
import { join, type Text, text } from '../text.ts';
import { checkCertificate } from './check.ts';
import type { CertificateFiles } from './files.ts';
import { type CertificatePaths, isNamed, type Layout, nodesIn, pathsIn, refuseForbidden } from './layouts.ts';

/** Where to look for a client certificate, and how the machine is called there. */
export interface Search {
  layouts: readonly Layout[];
  /** Takes the place of every layout's folders. */
  folder?: string | undefined;
  /** Names to try before the machine's own and the folder's listing. */
  names: readonly string[];
  now: Date;
}

export type FoundCertificate = Omit<EtcdHostFact, 'host'>;

/** One file that was looked for. */
interface Candidate extends CertificatePaths {
  node: string;
}

/**
 * Finds the first client certificate that can be used; keys aren't read.
 * @throws HostError: what is wrong with those that were found, or everything that was looked for
 */
export async function findCertificate(files: CertificateFiles, search: Search): Promise<FoundCertificate> {
  const missing: string[] = [];
  const faults: Text[] = [];
  const names = unique(
    [...search.names, ...(await files.names())].flatMap((name) => [name, name.split('.')[0] ?? name]),
  );
  for (const layout of search.layouts) {
    for (const folder of search.folder ? [search.folder] : layout.folders) {
      for await (const candidate of candidates(files, layout, folder, names)) {
        const found = await tryCandidate(files, candidate, search.now);
        if (!found) missing.push(candidate.certificatePath);
        else if ('faults' in found) faults.push(located(candidate, found.faults));
        else return found;
      }
      if (isNamed(layout)) missing.push(pathsIn(folder, layout, '*').certificatePath);
    }
  }
  throw new HostError(faults.length > 0 ? 'content' : 'missing', faults.length > 0 ? join(faults) : nothing(missing));
}

/** By name first, one command a file; the listing last, as sudo may allow nothing but cat. */
async function* candidates(files: CertificateFiles, layout: Layout, folder: string, names: readonly string[]) {
  if (!isNamed(layout)) {
    const node = names[0] ?? layout.name;
    yield { node, ...pathsIn(folder, layout, node) };
    return;
  }
  for (const node of names) yield { node, ...pathsIn(folder, layout, node) };
  const listing = (await files.list(folder).catch(orUnlisted)) ?? [];
  const listed = nodesIn(listing, layout).filter((node) => !names.includes(node));
  for (const node of listed) yield { node, ...pathsIn(folder, layout, node) };
}

async function tryCandidate(files: CertificateFiles, candidate: Candidate, now: Date) {
  const certificate = await readAllowed(files, candidate.certificatePath).catch(orMissing);
  if (certificate === undefined) return undefined;
  const ca = await readAllowed(files, candidate.caPath);
  const faults = checkCertificate({ certificate, ca }, now);
  return faults.length > 0 ? { faults } : { ...candidate, certificate, ca };
}

/** Reads a file that may leave the machine. @throws HostError */
export async function readAllowed(files: CertificateFiles, path: string): Promise<string> {
  refuseForbidden(path);
  return files.read(path);
}

function orMissing(error: unknown): undefined {
  if (error instanceof HostError && error.kind === 'missing') return undefined;
  throw error;
}

/** Whoever may read files by name needn't be allowed to list the folder. */
function orUnlisted(error: unknown): undefined {
  if (error instanceof HostError && error.kind === 'refused') return undefined;
  return orMissing(error);
}

function located({ certificatePath }: Candidate, faults: readonly Text[]): Text {
  return join([`${certificatePath}:`, join(faults, '; ')]);
}

function nothing(missing: readonly string[]): Text {
  const paths = missing.join(', ');
  return text(
    `no etcd client certificate; looked for ${paths}. Where the inventory has another name: hosts: [{ host, name }]`,
    `etcd 클라이언트 인증서가 없습니다. 찾아본 경로: ${paths}. 인벤토리 이름이 다르면 hosts: [{ host, name }]으로 지정하십시오`,
  );
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].filter((name) => name !== '' && !name.includes('/'));
}
