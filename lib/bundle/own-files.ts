import { join } from 'node:path';
import { type Entry, entriesOf } from './entry.ts';

const SINGLE = ['package.json', 'package-lock.json', 'README.md', 'README.ko.md', 'configs/answers.schema.json'];
/** Commands that have no place behind the gap. */
const LEFT_OUT = ['practice.mts', 'bundle.mts'];

/** The runbook's own files. Only what is known to be its own: an operator's answers may stand beside them. */
export async function ownEntries(root: string, path: string): Promise<Entry[]> {
  const folders = await Promise.all([
    entriesOf(join(root, 'runbook'), `${path}/runbook`, (file) => file.endsWith('.mts') && !LEFT_OUT.includes(file)),
    entriesOf(join(root, 'steps'), `${path}/steps`, (file) => file.endsWith('.ts')),
    entriesOf(join(root, 'lib'), `${path}/lib`, (file) => /\.(ts|go|mod|sum)$/.test(file)),
    entriesOf(join(root, 'configs'), `${path}/configs`, isOurConfig),
  ]);
  const single = SINGLE.map((file) => ({ path: `${path}/${file}`, from: { file: join(root, file) } }));
  return [...single, ...folders.flat()];
}

function isOurConfig(file: string): boolean {
  return file.startsWith('answers/') ? file === 'answers/example.yaml' : file.includes('/');
}
