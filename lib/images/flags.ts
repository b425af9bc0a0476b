import type { Json } from '../kubernetes/object.ts';
import type { EditImage } from './places.ts';

const RELOADER = /^--?(prometheus-config-reloader|config-reloader-image)(?:=|$)/;
const BASE = /^--?((?:prometheus|alertmanager|thanos)-default-base-image)(?:=|$)/;

/** The prometheus-operator's arguments with the images in them edited; the very same list where none changes. */
export function editFlags(list: Json, edit: EditImage): Json {
  if (!Array.isArray(list)) return list;
  const edited = list.map((argument, i) => editArgument(argument, list[i - 1], edit));
  return edited.some((argument, i) => argument !== list[i]) ? edited : list;
}

function editArgument(argument: Json, before: Json | undefined, edit: EditImage): Json {
  if (typeof argument !== 'string') return argument;
  const own = formOf(argument);
  const at = argument.indexOf('=') + 1;
  if (own) return at === 0 ? argument : argument.slice(0, at) + editName(argument.slice(at), own, edit);
  // `--flag value` is two arguments.
  const form = typeof before === 'string' && !before.includes('=') ? formOf(before) : undefined;
  return form ? editName(argument, form, edit) : argument;
}

// A name that the kubelet puts together from variables isn't known here.
function editName(name: string, form: 'whole' | 'base', edit: EditImage): string {
  return name === '' || name.includes('$(') ? name : edit(name, form);
}

function formOf(argument: string): 'whole' | 'base' | undefined {
  if (RELOADER.test(argument)) return 'whole';
  return BASE.test(argument) ? 'base' : undefined;
}

/** The operator's flags about images that stand in its arguments, by name and without dashes. */
export function imageFlags(list: readonly Json[]): Map<string, string> {
  const flags = new Map<string, string>();
  for (const [i, argument] of list.entries()) {
    if (typeof argument !== 'string') continue;
    const flag = (RELOADER.exec(argument) ?? BASE.exec(argument))?.[1];
    const next = list[i + 1];
    if (!flag) continue;
    flags.set(flag, argument.includes('=') ? argument.slice(argument.indexOf('=') + 1) : String(next ?? ''));
  }
  return flags;
}
