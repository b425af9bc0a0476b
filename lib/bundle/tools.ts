import { bringTool, type FindOptions } from '../tools/find.ts';
import { namedBy } from '../tools/look.ts';
import { cachedBinary, isExecutable, variableOf } from '../tools/search.ts';
import { type BuiltTool, SOURCES } from '../tools/table.ts';

/**
 * A tool that runs on another machine: the one that TKS_<TOOL> names, else ours, which needs no library of a system.
 * What stands on PATH may be a wrapper, or lean on this machine. @throws RunbookError when it can't be had
 */
export async function portableTool(name: BuiltTool, options: FindOptions): Promise<string> {
  const { env = process.env } = options;
  const named = namedBy(variableOf(name), env);
  if (named) return named;
  const cached = cachedBinary(name, SOURCES[name], env);
  if (isExecutable(cached)) return cached;
  return (await bringTool(name, SOURCES[name], { ...options, env })).path;
}
