import { setTimeout as sleep } from 'node:timers/promises';
import { causeOf, RunbookError } from '../errors.ts';
import type { Text } from '../text.ts';

/** Repeats a test until it passes. @throws RunbookError with its last failure after `patience` ms */
export async function until(doing: Text, patience: number, test: () => Promise<unknown>): Promise<void> {
  const end = Date.now() + patience;
  for (;;) {
    try {
      await test();
      return;
    } catch (error) {
      if (Date.now() > end) throw new RunbookError({ doing, causes: [causeOf(error)] }, { cause: error });
      await sleep(100);
    }
  }
}
