import type { KubeObject } from '../kubernetes/object.ts';
import { asList, asMap, fieldAt } from '../manifests/field.ts';

/** The value of a flag in a pod's command line, given as `--name=value` or as `--name value`; the last one counts. */
export function flagOf(pod: KubeObject, name: string): string | undefined {
  const words = asList(fieldAt(pod, 'spec', 'containers')).flatMap((container) => {
    const { command, args } = asMap(container);
    return [...asList(command), ...asList(args)].map(String);
  });
  return words.flatMap((word, i) => valueIn(word, words[i + 1], name)).at(-1);
}

function valueIn(word: string, next: string | undefined, name: string): string[] {
  if (word.startsWith(`--${name}=`)) return [word.slice(`--${name}=`.length)];
  return word === `--${name}` && next !== undefined && !next.startsWith('-') ? [next] : [];
}

/** Whether a pod has neither ended nor failed. */
export function isAlive(pod: KubeObject): boolean {
  return !['Succeeded', 'Failed'].includes(String(fieldAt(pod, 'status', 'phase')));
}
