import { Listr, type ListrTask } from 'listr2';
import { liveLogger } from '../output/live-list.ts';
import type { Output } from '../output/output.ts';
import { say, type Text } from '../text.ts';

/** One line of a task list. */
export interface Task {
  title: Text;
  /** `tell` says how far it is. */
  run: (tell: (words: Text) => void) => Promise<void>;
}

/** Terminal lines that the list leaves free; a list taller than the screen gets corrupted. */
const MARGIN = 4;

/** Runs tasks one after the other and shows them: in a terminal as a list that lives, elsewhere as a line each. */
export async function runTasks(output: Output, tasks: readonly Task[], terminal: NodeJS.WriteStream): Promise<void> {
  const live = terminal.isTTY && (terminal.rows ?? 0) > tasks.length + MARGIN;
  const renderer = output.format !== 'text' ? 'silent' : live ? 'default' : 'simple';
  const tells = live || output.verbose;
  const list = tasks.map(
    ({ title, run }): ListrTask => ({
      title: say(title, output.lang),
      task: (_context, line) =>
        run((words) => {
          if (tells) line.output = output.scrubber.scrub(say(words, output.lang));
        }),
    }),
  );
  const options = {
    concurrent: false,
    exitOnError: true,
    registerSignalListeners: false,
    collectErrors: false,
  } as const;
  const logger = live ? { logger: liveLogger(terminal, process.stderr) } : {};
  const rendererOptions = { showErrorMessage: false, collapseErrors: false, ...logger };
  await new Listr(list, { ...options, renderer, rendererOptions }).run();
}
