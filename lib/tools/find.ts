import { causeOf } from '../errors.ts';
import { type Text, text } from '../text.ts';
import { build } from './build.ts';
import { download } from './download.ts';
import type { GoOptions } from './go.ts';
import { type FoundTool, lookFor } from './look.ts';
import { missing } from './missing.ts';
import { silent } from './report.ts';
import { cachedBinary } from './search.ts';
import { type Release, type Source, type SystemTool, sourceOf, type ToolName, thisMachine } from './table.ts';

/**
 * `report` tells what is being brought; `unreachable` holds the hosts that didn't answer in this run, shared by its calls,
 * so that each is tried once; `signal` ends a download or a build.
 */
export type FindOptions = Partial<GoOptions>;

/**
 * Finds a tool's binary in the order of DESIGN 8: TKS_<TOOL>, PATH, the cache, its release, a build of its Go module.
 * @throws RunbookError that says where was looked and how to get the tool
 */
export async function findTool(name: ToolName, options: FindOptions = {}): Promise<FoundTool> {
  const { env = process.env } = options;
  const here = lookFor(name, env);
  if (here) return here;
  const source = sourceOf(name);
  if (!source) throw missing(name as SystemTool);
  return bringTool(name, source, { ...options, env });
}

/** Downloads a tool's release or builds it, into the cache. @throws RunbookError when neither works */
export async function bringTool(name: string, source: Source, options: GoOptions): Promise<FoundTool> {
  const { report = silent, unreachable = new Set(), env, signal } = options;
  const target = cachedBinary(name, source, env);
  const release = source.release?.(...thisMachine());
  const causes: string[] = [];
  if (release && !unreachable.has(new URL(release.url).host)) {
    const words = text(`downloading ${name} ${source.version}`, `${name} ${source.version} 내려받는 중`);
    try {
      await report.during(words, () => download(release, target, signal));
      return { path: target, from: 'release' };
    } catch (error) {
      signal?.throwIfAborted();
      unreachable.add(new URL(release.url).host);
      causes.push(`${release.url}: ${causeOf(error)}`);
      report.note(fallsBack(name, release, error));
    }
  }
  await build(name, source, target, { ...options, unreachable }, causes);
  return { path: target, from: 'build' };
}

function fallsBack(name: string, { url }: Release, error: unknown): Text {
  const { host } = new URL(url);
  return text(
    `${name}: no release from ${host} (${causeOf(error)}); it is built instead`,
    `${name}: ${host}에서 릴리스를 받지 못했습니다(${causeOf(error)}). 대신 빌드합니다`,
  );
}
