import { randomBytes } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { causeOf, usageError } from '../errors.ts';
import { text } from '../text.ts';
import { type AnswersFile, answersSchema } from './schema.ts';
import { checkedAnswers } from './validate.ts';

const SCHEMA = fileURLToPath(new URL('../../configs/answers.schema.json', import.meta.url));

/**
 * Writes answers as a file that only its owner can read, whole or not at all. What isn't valid as answers isn't
 * written, so no secret is: answers have no place for one, only for references.
 * @throws RunbookError when the file is there already and `replace` isn't given.
 */
export async function writeAnswers(path: string, file: AnswersFile, { replace = false } = {}): Promise<void> {
  const content = answersYaml(checkedAnswers(file), path);
  const draft = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}`);
  try {
    await writeSynced(draft, content);
    // A link fails when the name is taken, in one step with making it; a rename would replace.
    await (replace ? rename(draft, path) : link(draft, path));
  } catch (error) {
    throw notWritten(path, error);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Answers as the text of a file at a path. */
function answersYaml(file: AnswersFile, path: string): string {
  const schema = relative(dirname(path), SCHEMA).split(sep).join('/');
  const header = [
    `# yaml-language-server: $schema=${schema}`,
    '# Answers of the runbook. Install with them, unattended: npx zx runbook/install.mts --answers FILE',
    '# Secrets stand here as references only: { env: NAME }, { file: PATH } or { secret: NAME, key: KEY }.',
  ];
  return `${header.join('\n')}\n${stringify(inOrder(file), { lineWidth: 0, aliasDuplicateObjects: false })}`;
}

/** The answers in the order of the schema, whatever order they were asked in. */
function inOrder(file: AnswersFile): object {
  const known = Object.entries(file);
  return Object.fromEntries(
    Object.keys(answersSchema.entries).flatMap((key) => known.filter(([name]) => name === key)),
  );
}

async function writeSynced(path: string, content: string): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function notWritten(path: string, error: unknown) {
  const doing = text(`Writing the answers to ${path}`, `${path}에 답변 쓰기`);
  if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
    return usageError(doing, [
      text('the file is there already; nothing was changed', '이미 있는 파일입니다. 아무것도 바꾸지 않았습니다'),
    ]);
  }
  return usageError(doing, [causeOf(error)]);
}
