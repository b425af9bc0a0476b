import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type * as v from 'valibot';
import { textOf } from '../../lib/answers/schema/wording.ts';
import { answersSchema } from '../../lib/answers/schema.ts';

type Part = { kind: string; type: string; message?: unknown; [key: string]: unknown };

/** Every schema and action that answers are made of. */
function partsOf(part: unknown, seen = new Set<Part>()): Set<Part> {
  if (typeof part !== 'object' || part === null) return seen;
  if (!('kind' in part && 'type' in part)) {
    for (const each of Object.values(part)) partsOf(each, seen);
    return seen;
  }
  if (seen.has(part as Part)) return seen;
  seen.add(part as Part);
  for (const key of ['pipe', 'entries', 'options', 'item', 'wrapped', 'key', 'value'])
    partsOf((part as Part)[key], seen);
  return seen;
}

/** They only wrap or note something, so nothing is ever wrong with them. */
const SILENT = ['optional', 'transform', 'metadata', 'description'];
const parts = [...partsOf(answersSchema)].filter(({ type }) => !SILENT.includes(type));
const issueOf = ({ type }: Part, message: string, input: unknown) =>
  ({ kind: 'schema', type, message, input, expected: '"x"', received: 'y' }) as v.BaseIssue<unknown>;

test('every message of the schema is there in both languages', () => {
  const own = parts.filter(({ message }) => message !== undefined);
  assert.ok(own.length > 15);
  for (const part of own) {
    const { message } = part;
    const words = [undefined, 'x', {}].map((input) => (typeof message === 'function' ? message({ input }) : message));
    for (const each of words) {
      const { en, ko } = textOf(issueOf(part, each, 'x'));
      assert.not.match(en, /[가-힣]/);
      assert.match(ko, /[가-힣]/, `no Korean for: ${en}`);
    }
  }
});

test('there are words for everything that valibot finds by itself', () => {
  for (const part of parts.filter(({ message }) => message === undefined)) {
    for (const input of [undefined, 'x']) {
      const { en, ko } = textOf(issueOf(part, 'Invalid type: Expected x but received y', input));
      assert.not.match(en, 'is not valid', `no words for ${part.type}`);
      assert.match(ko, /[가-힣]/);
      assert.not.match(en, 'received');
    }
  }
});

test.run();
