import type { EtcdHostFact } from '../facts.ts';
import { HostError } from '../ssh/failure.ts';
import { join, type Text, text } from '../text.ts';
import {
  type Candidate,
  candidates,
  environmentFact,
  environmentOf,
  foldersOf,
  namesOf,
  orMissing,
} from './candidates.ts';
import { checkCertificate } from './check.ts';
import type { CertificateFiles } from './files.ts';
import { inspectCertificate, parseCertificates } from './inspect.ts';
import { type CertificatePaths, isNamed, type Layout, pathsIn, refuseForbidden } from './layouts.ts';
import { recognise } from './recognise.ts';

/** Where to look for a client certificate, and how the machine is called there. */
export interface Search {
  layouts: readonly Layout[];
  /** Takes the place of every layout's folders. */
  folder?: string | undefined;
  /** Names to try before the machine's own and the folder's listing. */
  names: readonly string[];
  /** Names to try after the machine's own: those of other machines, whose pairs it may have too. */
  others?: readonly string[];
  /** Where the machine keeps what etcd is started with, which may tell its name and the folder. */
  environment?: string;
  now: Date;
}

export type FoundCertificate = Omit<EtcdHostFact, 'host'>;

/**
 * Finds the first client certificate that can be used; keys aren't read.
 * @throws HostError: what is wrong with those that were found, or everything that was looked for
 */
export async function findCertificate(files: CertificateFiles, search: Search): Promise<FoundCertificate> {
  const missing: string[] = [];
  const faults: { layout: Layout; words: Text }[] = [];
  const environment = environmentOf(files, search.environment);
  const names = await namesOf(files, search);
  for (const layout of search.layouts) {
    // A narrow pair that is unfit has to be put right; to take a broader one instead would be more power in silence.
    if (layout.broad && faults.some((fault) => fault.layout.name === layout.name && !fault.layout.broad)) continue;
    for await (const folder of foldersOf(layout, search, environment)) {
      for await (const candidate of candidates(files, layout, folder, { names, others: search.others, environment })) {
        const found = await tryCandidate(files, candidate, search.now);
        if (!found) missing.push(candidate.certificatePath);
        else if ('faults' in found) faults.push({ layout, words: located(candidate, found.faults) });
        else return { ...found, ...(await environmentFact(layout, environment)) };
      }
      if (isNamed(layout)) missing.push(pathsIn(folder, layout, '*').certificatePath);
    }
  }
  if (faults.length > 0) throw new HostError('content', join(faults.map(({ words }) => words)));
  throw new HostError('missing', (await recognise(files, search.folder)) ?? nothing(missing));
}

async function tryCandidate(files: CertificateFiles, candidate: Candidate, now: Date) {
  const refused = refusedIn(candidate);
  if (refused.length > 0) return { faults: refused };
  const certificate = await readAllowed(files, candidate.certificatePath).catch(orMissing);
  if (certificate === undefined) return undefined;
  const ca = await readAllowed(files, candidate.caPath).catch(orFault);
  if (typeof ca !== 'string') return ca;
  const faults = [...checkCertificate({ certificate, ca }, now), ...checkOwner(certificate)];
  return faults.length > 0 ? { faults } : { ...candidate, certificate, ca };
}

/** A member's own pair under another file's name, as a link may give it, is a member's own all the same. */
function checkOwner(certificate: string): Text[] {
  const [leaf] = parseCertificates(certificate);
  const { commonName: name } = leaf ? inspectCertificate(leaf) : { commonName: '' };
  if (!name.startsWith('etcd-member-')) return [];
  return [
    text(
      `${name} is a member's own certificate, which must not leave the machine`,
      `${name}: 장비 밖으로 나가면 안 되는 멤버 자신의 인증서입니다`,
    ),
  ];
}

/** Reads a file that may leave the machine. @throws HostError */
export async function readAllowed(files: CertificateFiles, path: string): Promise<string> {
  refuseForbidden(path);
  return files.read(path);
}

/** Files of a pair that the cluster names, and that must stay where they are. */
function refusedIn({ certificatePath, keyPath, caPath }: CertificatePaths): Text[] {
  return [certificatePath, keyPath, caPath].flatMap((path) => {
    try {
      refuseForbidden(path);
      return [];
    } catch (error) {
      return orFault(error).faults;
    }
  });
}

/** A file that isn't there, or isn't to be read, is what is wrong with the pair that it belongs to. */
function orFault(error: unknown): { faults: Text[] } {
  if (error instanceof HostError && ['missing', 'content'].includes(error.kind)) return { faults: [error.words] };
  throw error;
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
