import type { ClaimFact, ClusterFacts } from '../facts.ts';
import { bytesOf } from '../prometheus/retention-size.ts';
import type { Volumes } from './volumes.ts';

/** What becomes of each live claim beside what is wanted of it; a claim can be in several lists. */
export interface Compared {
  /** Larger than what is wanted, and Kubernetes lets no claim shrink. */
  tooLarge: ClaimFact[];
  /** To be enlarged, and their class doesn't allow it. */
  stuck: ClaimFact[];
  /** To be enlarged. */
  toGrow: ClaimFact[];
  /** Told to grow already; their volumes haven't yet. */
  growing: ClaimFact[];
  /** Of another class, for ever. */
  otherClass: ClaimFact[];
  /** Still without a volume and not as wanted: they can only be made anew, and hold nothing. */
  waiting: ClaimFact[];
}

/** Compares by bytes: 1Gi and 1024Mi are the same. What is no quantity is left to the API to refuse. */
export function compareClaims({ size, className, live }: Volumes, cluster: ClusterFacts): Compared {
  const wanted = bytesOf(size ?? '');
  const isOther = (claim: ClaimFact) => className !== undefined && (claim.className ?? '') !== className;
  // A claim that waits without a class can still be given one.
  const hasOther = (claim: ClaimFact) => claim.className !== undefined && isOther(claim);
  const bound = live.filter(({ bound }) => bound);
  // After an enlargement that failed a claim may go back, but never below what it has been given.
  const tooLarge = bound.filter(({ asked, size }) => wanted < bytesOf(asked) && wanted <= bytesOf(size));
  const larger = bound.filter(({ asked }) => wanted > bytesOf(asked));
  const stuck = larger.filter((claim) => cannotGrow(claim, cluster));
  return {
    tooLarge,
    stuck,
    toGrow: larger.filter((claim) => !stuck.includes(claim)),
    growing: bound.filter(({ asked, size }) => wanted <= bytesOf(asked) && bytesOf(size) < wanted),
    otherClass: bound.filter(isOther),
    waiting: live.filter((claim) => !claim.bound && (hasOther(claim) || differs(wanted, bytesOf(claim.asked)))),
  };
}

function differs(a: number, b: number): boolean {
  return a < b || a > b;
}

/** Only a class that is there and says so lets its claims grow; unknown where classes may not be read. */
function cannotGrow({ className = '' }: ClaimFact, { storageClasses, unknown = [] }: ClusterFacts): boolean {
  if (unknown.includes('StorageClass')) return false;
  return !storageClasses.some(({ name, expandable }) => name === className && expandable);
}
