import { basename } from 'node:path';
import { shellWord } from '../process/shell-words.ts';

/** How a person runs a command here: from the checkout, or by the command of a bundle that carries all it needs. */
export function invocation(script: string, env: NodeJS.ProcessEnv = process.env): string {
  const { TKS_BUNDLE: bundle } = env;
  if (!bundle) return `npx zx runbook/${script}`;
  return `${shellWord(bundle)}/runbook ${basename(script, '.mts')}`;
}
