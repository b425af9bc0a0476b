import { text } from '../text.ts';
import { HostError } from './failure.ts';

/** What is under way and can't matter any more. */
export function cutOff(): HostError {
  return new HostError('lost', text('cut off: it was not needed any more', '더 이상 필요하지 않아 중단했습니다'));
}

/** Waits for the work unless the signal aborts first; what the work does later is ignored. @throws HostError then */
export async function unlessAborted<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (!signal) return work;
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(cutOff());
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([aborted.promise, work]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
