import { isIP } from 'node:net';
import type { EtcdHostFact } from '../facts.ts';
import { HostError } from '../ssh/failure.ts';
import { SudoRefusal } from '../ssh/sudo-refusal.ts';
import { join, type Text } from '../text.ts';
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
import { issuersOf } from './issuers.ts';
import { type CertificatePaths, isNamed, type Layout, pathsIn, refuseForbidden } from './layouts.ts';
import { checkOwner } from './owner.ts';
import { recognise } from './recognise.ts';
import { located, nothing, OTHER_NAME, plain, refusalOf } from './search-words.ts';

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
  /** Paths that the cluster tells, and that aren't looked for. */
  passedOver?: readonly string[];
  now: Date;
}

export type FoundCertificate = Omit<EtcdHostFact, 'host'>;

/**
 * Finds the first client certificate that can be used; keys aren't read.
 * @throws HostError: what is wrong with those that were found, or everything that was looked for
 */
export async function findCertificate(files: CertificateFiles, search: Search): Promise<FoundCertificate> {
  const missing: string[] = [];
  const refusals: { candidate: Candidate; refusal: SudoRefusal }[] = [];
  const faults: { layout: Layout; words: Text }[] = [];
  const environment = environmentOf(files, search.environment);
  const names = await namesOf(files, search);
  for (const layout of search.layouts) {
    // A narrow pair that is unfit has to be put right; to take a broader one instead would be more power in silence.
    if (layout.broad && faults.some((fault) => fault.layout.name === layout.name && !fault.layout.broad)) continue;
    for await (const folder of foldersOf(layout, search, environment)) {
      for await (const candidate of candidates(files, layout, folder, { names, others: search.others, environment })) {
        const found = await tryCandidate(files, candidate, layout, search.now);
        if (!found) missing.push(candidate.certificatePath);
        else if (found instanceof SudoRefusal) refusals.push({ candidate, refusal: found });
        else if ('faults' in found) faults.push({ layout, words: located(candidate, found.faults) });
        else return { ...found, ...(await environmentFact(layout, environment)) };
      }
      if (isNamed(layout)) missing.push(pathsIn(folder, layout, '*').certificatePath);
    }
  }
  if (faults.length > 0) throw new HostError('content', plain(join(faults.map(({ words }) => words))));
  const likeliest = refusals.find(({ candidate }) => isIP(candidate.node) === 0) ?? refusals[0];
  if (likeliest) throw refusalOf(likeliest.candidate, likeliest.refusal, OTHER_NAME);
  throw new HostError(
    'missing',
    (await recognise(files, search.folder)) ?? plain(nothing(missing, search.passedOver ?? [])),
  );
}

async function tryCandidate(files: CertificateFiles, candidate: Candidate, { told }: Layout, now: Date) {
  const refused = refusedIn(candidate);
  if (refused.length > 0) return { faults: refused };
  const certificate = await readAllowed(files, candidate.certificatePath).catch(orRefusal).catch(orUnfit);
  if (typeof certificate !== 'string') return certificate;
  const ca = await readAllowed(files, candidate.caPath).catch(orRefusal).catch(orFault);
  // Where sudo lets the certificate be read, the rule is there and lacks a file.
  if (ca instanceof SudoRefusal) throw refusalOf(candidate, ca);
  if (typeof ca !== 'string') return ca;
  const faults = [...checkCertificate({ certificate, ca }, now), ...checkOwner(certificate)];
  if (faults.length > 0) return { faults };
  // Beside the CA of a place that the cluster alone tells of, nobody else's is trusted.
  return { ...candidate, certificate, ca: told ? issuersOf({ certificate, ca }) : ca };
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

/** A certificate that is a link to what must not be read is unfit; without one, the next may be tried. */
function orUnfit(error: unknown): { faults: Text[] } | undefined {
  return error instanceof HostError && error.kind === 'content' ? { faults: [error.words] } : orMissing(error);
}

/** sudo may have a rule for some files only, so that one which was guessed says nothing of the others. */
function orRefusal(error: unknown): SudoRefusal {
  if (error instanceof SudoRefusal) return error;
  throw error;
}
