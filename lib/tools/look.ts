import { existsSync } from 'node:fs';
import { usageError } from '../errors.ts';
import { text } from '../text.ts';
import { cachedBinary, type Env, isExecutable, searchPath, variableOf } from './search.ts';
import { sourceOf, type ToolName } from './table.ts';

export interface FoundTool {
  path: string;
  from: 'variable' | 'path' | 'cache' | 'release' | 'build';
}

/** Finds a tool that is on this machine already, in the order of DESIGN 8; undefined when it is not. */
export function lookFor(name: ToolName, env: Env = process.env): FoundTool | undefined {
  const named = namedBy(variableOf(name), env);
  if (named) return { path: named, from: 'variable' };
  const onPath = searchPath(name, env);
  if (onPath) return { path: onPath, from: 'path' };
  const source = sourceOf(name);
  const cached = source && cachedBinary(name, source, env);
  return cached && isExecutable(cached) ? { path: cached, from: 'cache' } : undefined;
}

/** The program that a variable names; undefined when it is not set. @throws RunbookError when it names none */
export function namedBy(variable: string, env: Env): string | undefined {
  const path = env[variable];
  if (!path || isExecutable(path)) return path || undefined;
  const cause = existsSync(path)
    ? text('is not an executable file', '실행 파일이 아닙니다')
    : text('does not exist', '존재하지 않습니다');
  throw usageError(text(`${variable} names ${path}`, `${variable} 값 ${path}`), [cause]);
}
