import type { RunbookError } from '../errors.ts';
import { usageError } from '../errors.ts';
import { join, type Text, text } from '../text.ts';
import { formatLocation, type Location } from './location.ts';

/** Where in the operator's words something stands: a file with line and column, or a `--set` flag. */
export interface Position {
  /** Number of the layer; later ones win. */
  layer: number;
  /** As it was given on the command line; undefined for `--set`. */
  file?: string;
  /** Both count from 1. */
  line: number;
  column: number;
  /** What a relative path standing here starts from. */
  folder: string;
}

/** Something wrong with the answers, at a position where one is known. */
export interface Problem {
  position?: Position;
  location: Location;
  what: Text;
}

/** A problem as a line: `file:line:column path: what` or `--set path: what`. */
export function describeProblem({ position, location, what }: Problem): Text {
  const where = [position && describePosition(position), formatLocation(location)].filter(Boolean).join(' ');
  return where ? join([where, what], ': ') : what;
}

function describePosition({ file, line, column }: Position): string {
  return file === undefined ? '--set' : `${file}:${line}:${column}`;
}

/** All that is wrong with the answers as one error, in the order in which it stands there. */
export function answersError(problems: readonly Problem[]): RunbookError {
  const lines = problems.toSorted(byPosition).map(describeProblem);
  return usageError(text('The answers cannot be used', '답변을 사용할 수 없습니다'), lines);
}

function byPosition({ position: a }: Problem, { position: b }: Problem): number {
  if (!a || !b) return 0;
  return a.layer - b.layer || a.line - b.line || a.column - b.column;
}
