import { ApiError } from '../kubernetes/api-error.ts';

/** Whether the API knows who asks, and doesn't let them. */
export function isForbidden(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 403;
}

/** What was read; undefined, and `note` called, when there is no right to read it. */
export async function unlessForbidden<T>(read: () => Promise<T>, note: () => void = () => {}): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!isForbidden(error)) throw error;
    note();
    return undefined;
  }
}
