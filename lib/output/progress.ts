import { Listr } from 'listr2';
import { type Lang, say, type Text, text } from '../text.ts';
import type { Report } from '../tools/report.ts';
import { liveLogger } from './live-list.ts';

const SECOND = 1_000;

/** Progress for logs: a line at the end of each piece of work, and one every ten seconds while it lasts, the first soon. */
export function linesReport(lang: Lang, log: (line: string) => void): Report {
  return {
    note: (words) => log(`  ${say(words, lang)}`),
    during: async (words, work) => {
      const start = Date.now();
      const tell = () => log(`… ${timed(words, start, lang)}`);
      const first = setTimeout(tell, 2 * SECOND);
      const timer = setInterval(tell, 10 * SECOND);
      try {
        const result = await work();
        log(`✔ ${timed(words, start, lang)}`);
        return result;
      } finally {
        clearTimeout(first);
        clearInterval(timer);
      }
    },
  };
}

/** Progress for a terminal: the piece of work that is going on, with its seconds ticking. */
export function terminalReport(lang: Lang): Report {
  return {
    note: (words) => console.log(`  ${say(words, lang)}`),
    during: async <T>(words: Text, work: () => Promise<T>) => {
      const results: T[] = [];
      const task = {
        title: say(words, lang),
        task: async (_context: unknown, shown: { title?: string }) => {
          const start = Date.now();
          const timer = setInterval(() => {
            shown.title = timed(words, start, lang);
          }, SECOND);
          try {
            results.push(await work());
            shown.title = timed(words, start, lang);
          } finally {
            clearInterval(timer);
          }
        },
      };
      const rendererOptions = { showErrorMessage: false, logger: liveLogger(process.stdout, process.stderr) };
      await new Listr([task], { registerSignalListeners: false, rendererOptions }).run();
      return results[0] as T;
    },
  };
}

function timed(words: Text, start: number, lang: Lang): string {
  const seconds = Math.round((Date.now() - start) / SECOND);
  return `${say(words, lang)} (${say(text(`${seconds} s`, `${seconds}초`), lang)})`;
}
