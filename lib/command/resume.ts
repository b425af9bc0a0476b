import { shellLine } from '../process/shell-words.ts';
import { invocation } from './invocation.ts';
import type { Options } from './options.ts';

/** The exact command that goes on from a step, with what this run was given. */
export function resumeCommand(script: string, options: Options, from: string): string {
  const { answers, set, context, kubeconfig, only, to, yes, practice, lang, typed } = options;
  const words = [
    ...(only === undefined ? ['--from', from, ...(to === undefined ? [] : ['--to', to])] : ['--only', only]),
    ...answers.flatMap((file) => flag('--answers', file)),
    ...set.flatMap((setting) => flag('--set', setting)),
    ...(practice ? ['--practice'] : []),
    ...(context === undefined ? [] : flag('--context', context)),
    ...(kubeconfig === undefined || practice ? [] : flag('--kubeconfig', kubeconfig)),
    ...(lang === 'ko' ? ['--lang', 'ko'] : []),
    ...(yes && !practice ? ['--yes'] : []),
  ];
  const secrets = typed.map((name) => `read -rs ${name} && export ${name} && `).join('');
  return `${secrets}${invocation(script)} ${shellLine(words)}`;
}

// A value that begins with a dash would be taken for a flag of its own.
function flag(name: string, value: string): string[] {
  return value.startsWith('-') ? [`${name}=${value}`] : [name, value];
}
