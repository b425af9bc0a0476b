import { writeSync } from 'node:fs';

/** Where words go in the end. */
export const streams = {
  out: (content: string): void => void process.stdout.write(content),
  err: (content: string): void => void process.stderr.write(content),
};

const SHOW_CURSOR = '\u001b[?25h';

/** A terminal that went away, or a `tee` that ended, must not end a write that is under way. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}

/**
 * Writes to stderr at once, past a task list that holds stdout and stderr back while it lives, and gives the cursor
 * back that it hides.
 */
export function sayNow(content: string): void {
  try {
    writeSync(2, `${process.stderr.isTTY ? `${SHOW_CURSOR}\r\n` : ''}${content}`);
  } catch {
    // The terminal is gone; there is nobody to tell.
  }
}
