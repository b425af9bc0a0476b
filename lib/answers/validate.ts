import * as v from 'valibot';
import { type Text, text } from '../text.ts';
import { formatLocation, type Location, parseLocation } from './location.ts';
import { answersError, type Problem } from './problem.ts';
import { textOf } from './schema/wording.ts';
import { type Answers, type AnswersFile, answersSchema } from './schema.ts';
import { ROOT, shapesOf } from './shape.ts';
import { bareValue, positionAt, type Tree } from './tree.ts';
import { withoutUnknownKeys } from './unknown-keys.ts';

export const MAP = text('must be a map of keys and values', '키와 값의 맵이어야 합니다');

/** Checks answers as they were written. @throws RunbookError that lists everything that is wrong. */
export function validate(tree: Tree): AnswersFile {
  if (!('fields' in tree)) {
    throw answersError([{ position: tree.position, location: [], what: MAP }]);
  }
  const pruned = withoutUnknownKeys(tree, ROOT);
  const value = bareValue(pruned.tree);
  const wrong = problemsOf(value).filter((problem) => !emptied(problem, pruned.problems));
  const problems = [...pruned.problems, ...wrong.map((p) => ({ ...p, position: positionAt(tree, p.location) }))];
  if (problems.length || !v.is(answersSchema, value)) throw answersError(problems);
  return value;
}

/** A map that is wrong only because its one key is unknown: the key has been reported already. */
function emptied({ location }: Problem, unknown: readonly Problem[]): boolean {
  const place = formatLocation(location);
  return unknown.some((key) => formatLocation(key.location.slice(0, -1)) === place);
}

/** What is wrong with a value as answers, without positions. */
export function problemsOf(value: unknown): Problem[] {
  const { issues = [] } = v.safeParse(answersSchema, value);
  return issues.map((issue) => ({ location: locationOf(issue), what: textOf(issue) }));
}

function locationOf(issue: v.BaseIssue<unknown>): Location {
  return (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
}

/** Why a value can't be the answer at a path such as `storage.className`; undefined when it can. */
export function valueProblem(path: string, value: unknown): Text | undefined {
  const results = shapesOf(parseLocation(path) ?? []).map((shape) => v.safeParse(shape, value));
  if (results.some((result) => result.success)) return undefined;
  const [issue] = results.flatMap((result) => result.issues ?? []);
  return issue ? textOf(issue) : text('is no answer', '답변 항목이 아닙니다');
}

/** Checks answers that were asked, not read. @throws RunbookError that lists everything that is wrong. */
export function checkedAnswers(value: unknown): AnswersFile {
  if (v.is(answersSchema, value)) return value;
  throw answersError(problemsOf(value));
}

/** The operator's decisions, with every default filled in. */
export function parseAnswers(file: AnswersFile): Answers {
  const parsed = v.safeParse(answersSchema, file);
  if (parsed.success) return parsed.output;
  throw answersError(problemsOf(file));
}
