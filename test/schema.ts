// Writes configs/answers.schema.json out of the schema of answers (--write), or checks that it is up to date.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toJsonSchema } from '@valibot/to-json-schema';
import { answersSchema } from '../lib/answers/schema.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const FILE = 'configs/answers.schema.json';

/** The schema as editors read it. What it can't say (checks across fields) is left to the runbook itself. */
function generate(): string {
  const schema = toJsonSchema(answersSchema, {
    typeMode: 'input',
    errorMode: 'ignore',
    // Roles are our own notes on a value; an editor knows nothing of them.
    overrideAction: ({ valibotAction, jsonSchema }) => {
      if (valibotAction.type !== 'metadata') return undefined;
      const { role: _, ...rest } = jsonSchema as typeof jsonSchema & { role?: string };
      return rest;
    },
  });
  return format(
    JSON.stringify(
      { $schema: 'http://json-schema.org/draft-07/schema#', title: 'Answers of the runbook', ...schema },
      undefined,
      2,
    ),
  );
}

function format(json: string): string {
  const biome = spawnSync(`${root}node_modules/.bin/biome`, ['format', `--stdin-file-path=${FILE}`], {
    cwd: root,
    input: json,
    encoding: 'utf8',
  });
  if (biome.status !== 0) throw new Error(`biome format: ${biome.error?.message ?? biome.stderr}`);
  return biome.stdout;
}

function current(): string {
  try {
    return readFileSync(root + FILE, 'utf8');
  } catch {
    return '';
  }
}

const wanted = generate();
if (process.argv.includes('--write')) {
  writeFileSync(root + FILE, wanted);
} else if (current() !== wanted) {
  console.error(`${FILE} is not what lib/answers/schema.ts says: run npm run schema`);
  process.exitCode = 1;
}
