import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { causeOf } from '../errors.ts';
import { overlayProblems } from '../overlays/folder.ts';
import { type Text, text } from '../text.ts';
import { layer } from './layer.ts';
import { absolutePath, resolvePaths } from './paths.ts';
import { answersError, type Position, type Problem } from './problem.ts';
import { readYaml } from './read-yaml.ts';
import type { AnswersFile } from './schema.ts';
import { type Assignment, assign, NoSuchPlace, readAssignment } from './set.ts';
import { ROOT } from './shape.ts';
import { positionAt, type Tree } from './tree.ts';
import { MAP, validate } from './validate.ts';

/** What the flags `--answers` and `--set` gave, in their order. */
export interface AnswersRequest {
  files: readonly string[];
  sets: readonly string[];
  cwd: string;
  env?: NodeJS.ProcessEnv;
}

/**
 * Reads the answers: files over one another, then every `--set` (DESIGN 5, 6). All paths come back absolute.
 * @throws RunbookError that lists everything that is wrong, each as `file:line:column path: what`.
 */
export function loadAnswers({ files, sets, cwd, env = process.env }: AnswersRequest): AnswersFile {
  const home = env.HOME || homedir();
  const read = files.map((file, i) => readLayer(file, absolutePath(file, cwd, home), i));
  const flags = sets.map((flag, i) => readAssignment(flag, files.length + i, cwd));
  const unreadable = [...read, ...flags].flatMap((each) => ('problems' in each ? each.problems : []));
  if (unreadable.length) throw answersError(unreadable);
  const start: Position = { layer: 0, line: 1, column: 1, folder: cwd };
  const below = read.reduce<Tree>((under, each) => ('tree' in each ? over(under, each.tree) : under), {
    position: start,
    fields: new Map(),
  });
  const all = applySets(
    below,
    flags.filter((flag) => 'value' in flag),
  );
  const tree = resolvePaths(all, ROOT, home);
  const answers = validate(tree);
  const problems = overlayProblems(answers.overlays ?? []);
  if (problems.length) throw answersError(problems.map((p) => ({ ...p, position: positionAt(tree, p.location) })));
  return answers;
}

function over(under: Tree, tree: Tree): Tree {
  return layer(under, tree, ROOT) ?? under;
}

function readLayer(file: string, path: string, number: number): ReturnType<typeof readYaml> {
  const origin = { layer: number, file, folder: dirname(resolve(path)) };
  try {
    return asMap(readYaml(readFileSync(path, 'utf8'), origin));
  } catch (error) {
    return { problems: [{ location: [], what: unreadableFile(file, error) }] };
  }
}

/** Answers are a map; an empty file says nothing, which is fine. */
function asMap(read: ReturnType<typeof readYaml>): ReturnType<typeof readYaml> {
  if ('problems' in read || 'fields' in read.tree || ('scalar' in read.tree && read.tree.scalar === null)) return read;
  return { problems: [{ position: read.tree.position, location: [], what: MAP }] };
}

function unreadableFile(file: string, error: unknown): Text {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
    return text(`${file}: there is no such file`, `${file}: 파일이 없습니다`);
  }
  return text(`${file}: cannot be read: ${causeOf(error)}`, `${file}: 읽을 수 없습니다: ${causeOf(error)}`);
}

function applySets(tree: Tree, flags: readonly Assignment[]): Tree {
  const problems: Problem[] = [];
  let all = tree;
  for (const flag of flags) {
    try {
      all = assign(all, flag, ROOT) ?? all;
    } catch (error) {
      if (!(error instanceof NoSuchPlace)) throw error;
      problems.push({ position: flag.position, location: flag.location, what: error.what });
    }
  }
  if (problems.length) throw answersError(problems);
  return all;
}
