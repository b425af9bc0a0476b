import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { EXIT, RunbookError } from '../errors.ts';
import { text } from '../text.ts';
import { type Entry, entriesOf } from './entry.ts';

/** The package that carries Node itself; the bundle has its binary alone. */
const NODE = 'node';

/** The binary of Node that the project pins. @throws RunbookError (exit 3) when it isn't installed */
export function nodeBinary(root: string): string {
  const file = join(root, 'node_modules', NODE, 'bin', 'node');
  if (!existsSync(file)) throw notInstalled(file);
  return file;
}

/** The packages that the runbook needs to run, each with all of its files. @throws RunbookError (exit 3) */
export async function moduleEntries(root: string, path: string): Promise<Entry[]> {
  const folders = [...productionModules(root)].sort();
  // A package within another comes by itself, if it is needed.
  const own = (file: string) => !/(^|\/)node_modules\//.test(file);
  const entries = folders.map((folder) => entriesOf(folder, `${path}/${relative(root, folder)}`, own));
  return (await Promise.all(entries)).flat();
}

/** Folders of the packages that package.json names and those that they need in turn, as Node finds them. */
export function productionModules(root: string): Set<string> {
  const found = new Set<string>();
  const visit = (from: string) => {
    const { dependencies = {} } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as {
      dependencies?: Record<string, string>;
    };
    for (const name of Object.keys(dependencies).filter((each) => from !== root || each !== NODE)) {
      const folder = find(name, from, root);
      if (found.has(folder)) continue;
      found.add(folder);
      visit(folder);
    }
  };
  visit(root);
  return found;
}

function find(name: string, from: string, root: string): string {
  for (let folder = from; folder.startsWith(root); folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
  }
  throw notInstalled(join(root, 'node_modules', name));
}

function notInstalled(missing: string): RunbookError {
  return new RunbookError({
    exit: EXIT.preflight,
    doing: text('Gather the runbook’s own packages', '런북 자체의 패키지 수집'),
    causes: [text(`${missing} is missing`, `${missing}이(가) 없습니다`)],
    hint: text('Install them: npm ci', '설치하십시오: npm ci'),
  });
}
