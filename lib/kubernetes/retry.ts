/** How an answer came out, as far as asking again is concerned. */
export interface Outcome {
  status: number;
  /** The header, in seconds as the API server gives it. */
  retryAfter?: string;
}

/** Which answers ask for another try. */
export interface Retriable {
  /** The same request twice does what it does once. */
  idempotent: boolean;
  /** 503 and 504 are passing, rather than telling that nothing serves this path. */
  passing: boolean;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
/** Long enough for the store of a CRD just made, or for an API server that starts again. */
export const PATIENCE_MS = 40_000;

/**
 * Milliseconds to wait before the next try, `attempt` counting from 0; undefined when the answer is final.
 * A 429 was turned away unread, so that even what isn't idempotent may be sent again.
 */
export function pauseBefore(attempt: number, { status, retryAfter }: Outcome, may: Retriable): number | undefined {
  const unavailable = status === 503 || status === 504;
  if (status !== 429 && !(unavailable && may.passing && may.idempotent)) return undefined;
  return Math.max(Number(retryAfter) * 1000 || 0, backoff(attempt, FIRST_PAUSE_MS, LONGEST_PAUSE_MS));
}

/** Doubles from the first pause up to the longest, spread so that many don't come back at one moment. */
export function backoff(attempt: number, first: number, longest: number): number {
  return Math.min(first * 2 ** attempt, longest) * (0.75 + Math.random() / 4);
}
