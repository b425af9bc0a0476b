import { EXIT, RunbookError } from '../errors.ts';
import { type Text, text } from '../text.ts';

/** What Ctrl-C and its like mean at each moment of a run. */
export interface Interrupts {
  /** Aborts at the first one: for waits, which can end at once. */
  signal: AbortSignal;
  /** Whether one came; writes that haven't started then don't. */
  stopped(): boolean;
  /** While this runs, the first interrupt lets the writes under way end; outside of it, it ends the command. */
  writing<T>(work: () => Promise<T>): Promise<T>;
  /** Rejects when an interrupt ends the command; never resolves. */
  ended: Promise<never>;
  close(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Listens to SIGINT, SIGTERM and SIGHUP: the first stops after the write that is under way, the second stops at once.
 */
export function listenToInterrupts(say: (words: Text) => void, exitNow: () => void): Interrupts {
  const controller = new AbortController();
  let writing = 0;
  let end: (error: Error) => void = () => {};
  const ended = new Promise<never>((_, reject) => {
    end = reject;
  });
  ended.catch(() => {});
  const heard = () => {
    if (controller.signal.aborted) return exitNow();
    controller.abort(interrupted());
    if (writing === 0) return end(interrupted());
    say(
      text(
        'Stopping after the writes that are under way; once more stops at once.',
        '진행 중인 쓰기를 마치고 멈춥니다. 한 번 더 누르면 즉시 멈춥니다.',
      ),
    );
  };
  for (const signal of SIGNALS) process.on(signal, heard);
  return {
    signal: controller.signal,
    stopped: () => controller.signal.aborted,
    writing: async (work) => {
      writing++;
      try {
        return await work();
      } finally {
        writing--;
      }
    },
    ended,
    close: () => {
      for (const signal of SIGNALS) process.off(signal, heard);
    },
  };
}

/** The run was stopped by the operator: exit 130. */
export function interrupted(): RunbookError {
  return new RunbookError({ exit: EXIT.interrupted, doing: text('Interrupted', '중단됨'), causes: [] });
}

/** The operator said no. */
export function declined(): RunbookError {
  const causes = [text('nothing was changed', '변경된 것은 없습니다')];
  return new RunbookError({ exit: EXIT.interrupted, doing: text('Declined', '실행하지 않음'), causes });
}
