import { RunbookError } from '../../lib/errors.ts';

/** The RunbookError that work ends with; anything else fails the test. */
export async function refusal(work: Promise<unknown>): Promise<RunbookError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof RunbookError) return error;
  throw new Error(`a RunbookError was expected, not ${error}`);
}
