import { type Finished, run } from '../process/run.ts';

/** kustomize, as kubectl carries it. */
export interface Kustomize {
  /**
   * The YAML of a folder with a kustomization file.
   * @throws Error in kustomize's own words
   */
  build(folder: string): Promise<string>;
}

/** Milliseconds that one build may take; what it fetches from elsewhere included. */
const TIMEOUT_MS = 120_000;

/** `kubectl kustomize`; kubectl is looked for when it is first needed. */
export function createKustomize(kubectl: () => Promise<string>): Kustomize {
  return {
    build: async (folder) => {
      const done = await run(await kubectl(), ['kustomize', folder], { timeout: TIMEOUT_MS });
      if (done.code !== 0) throw new Error(causeIn(done));
      return done.stdout;
    },
  };
}

/** What kustomize says went wrong, without kubectl's prefix and without warnings. */
export function causeIn({ stderr, code }: Pick<Finished, 'stderr' | 'code'>): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !/^(# Warning:|W\d{4} )/.test(line));
  const told = lines.map((line) => unlogged(line).replace(/^error: /, '')).join('\n');
  return told || `kubectl kustomize ended with ${code ?? 'a signal'}`;
}

/** Some builds of kubectl log their error as a field: `E1122 … "command failed" err="…"`. */
function unlogged(line: string): string {
  const quoted = line.match(/^E\d{4} .* err=(".*")$/)?.[1];
  if (quoted === undefined) return line;
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted;
  }
}
