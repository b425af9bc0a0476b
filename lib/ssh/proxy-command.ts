import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import { cleanEnv } from '../process/run.ts';
import { within } from './deadline.ts';
import { firstLine } from './failure.ts';

/** How a machine is reached: a socket, a channel of the machine before, or a command's stdin and stdout. */
export interface Way {
  sock: Duplex;
  /** What a command in between said before it ended, for an error. */
  said?: () => Promise<string>;
}

/** The last words of a command that are kept, in characters. */
const MOST_WORDS = 4096;
/** Milliseconds to wait for them once the connection has failed. */
const LAST_WORDS = 500;
/** Milliseconds that it has to end by itself. */
const GRACE = 250;

/**
 * Waits for the end of fd 3, that is for us, however we end, then ends the command's process group: nothing else would
 * after a SIGKILL. The command itself sees nothing of it.
 */
const WATCHED = `(trap '' HUP INT TERM; cat >/dev/null; kill -TERM 0; sleep 1; kill -KILL 0) <&3 3<&- >/dev/null 2>&1 &
exec 3<&-
eval "exec $1"`;

/** Runs the ProxyCommand of ssh_config, its tokens replaced. Closing the stream ends the command and its children. */
export function runProxyCommand(command: string): Way {
  const child = spawn('/bin/sh', ['-c', WATCHED, 'sh', command], {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    env: cleanEnv(),
    // A process group of its own, so that all of it can be ended.
    detached: true,
  });
  const held = child.stdio[3];
  held?.on('error', () => {});
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    words = (words + chunk).slice(-MOST_WORDS);
  });
  const sock = Duplex.from({ writable: child.stdin, readable: child.stdout });
  child.on('error', (error) => sock.destroy(error));
  // Not the child's own `close`: that waits for fd 3 as well.
  const closed = new Promise<void>((resolve) => child.stderr.once('close', () => resolve()));
  // Its stdin is at its end then; what ends by itself may still say why.
  sock.once('close', async () => {
    await within(GRACE, closed, () => new Error('still there')).catch(() => {});
    // Whatever is still there of its group is ended by the watcher.
    held?.destroy();
  });
  const said = async () => {
    await within(LAST_WORDS, closed, () => new Error('still there')).catch(() => {});
    return firstLine(words);
  };
  return { sock, said };
}
