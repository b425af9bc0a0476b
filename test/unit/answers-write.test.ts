import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadAnswers } from '../../lib/answers/load.ts';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import { writeAnswers } from '../../lib/answers/write.ts';
import { RunbookError } from '../../lib/errors.ts';

const test = suite<{ folder: string }>('answers-write');
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'write-'));
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

const file: AnswersFile = {
  grafana: { admin: { password: { env: 'X' } }, host: 'g.example.com' },
  cluster: { name: '2024' },
};

async function refused(work: Promise<void>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof RunbookError && error.exit === 2) return error.message;
    throw error;
  }
  throw new Error('it should have been refused');
}

test('what is written reads back the same, for its owner only, and leads to the schema', async ({ folder }) => {
  const path = join(folder, 'prod.yaml');
  await writeAnswers(path, file);
  assert.equal(loadAnswers({ files: [path], sets: [], cwd: '/' }), file);
  assert.is(statSync(path).mode & 0o777, 0o600);
  assert.equal(readdirSync(folder), ['prod.yaml']);
  const [, schema = ''] = /^# yaml-language-server: \$schema=(.*)\n/.exec(readFileSync(path, 'utf8')) ?? [];
  assert.is(
    resolve(dirname(path), schema),
    fileURLToPath(new URL('../../configs/answers.schema.json', import.meta.url)),
  );
});

test('a file that is there stays, unless it is to be replaced', async ({ folder }) => {
  const path = join(folder, 'prod.yaml');
  writeFileSync(path, 'mine');
  assert.match(await refused(writeAnswers(path, file)), /there already/);
  assert.is(readFileSync(path, 'utf8'), 'mine');
  assert.equal(readdirSync(folder), ['prod.yaml']);
  await writeAnswers(path, file, { replace: true });
  assert.match(readFileSync(path, 'utf8'), /host: g\.example\.com/);
  assert.equal(readdirSync(folder), ['prod.yaml']);
});

test('what is no answer, such as a secret in plain text, is never written', async ({ folder }) => {
  const secret = Math.random().toString(36);
  const bad = { grafana: { admin: { password: secret } } } as unknown as AnswersFile;
  assert.not.match(await refused(writeAnswers(join(folder, 'bad.yaml'), bad)), secret);
  assert.equal(readdirSync(folder), []);
});

test('a folder that is not there is told', async ({ folder }) => {
  assert.match(await refused(writeAnswers(join(folder, 'none', 'a.yaml'), file)), /ENOENT/);
});

test.run();
