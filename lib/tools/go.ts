import { join } from 'node:path';
import { causeOf, RunbookError, usageError } from '../errors.ts';
import { type Text, text } from '../text.ts';
import { download } from './download.ts';
import { FETCHES, isAtLeast, NEEDED, versionOf } from './go-version.ts';
import { namedBy } from './look.ts';
import { lastLines } from './output-lines.ts';
import { type Report, silent } from './report.ts';
import { cacheFolder, type Env, isExecutable, searchAll, variableOf } from './search.ts';
import { GO, type GoToolchain, thisMachine } from './table.ts';

export interface GoOptions {
  env: Env;
  report?: Report;
  unreachable?: Set<string>;
  signal?: AbortSignal;
  /** The Go programs that this machine has. */
  installed?: readonly string[];
  /** What is brought where this machine has no Go that can build. */
  toolchain?: GoToolchain;
}

/** A Go that can build a module, and the environment that it needs for it. */
export interface FoundGo {
  path: string;
  env: Record<string, string>;
}

/** Ours is exactly what the modules need, and somebody's GOROOT is not its own. */
const OURS = { GOTOOLCHAIN: 'local', GOROOT: '' };

/**
 * Finds a Go that can build the module in a folder: TKS_GO, PATH, the cache, Go's own release.
 * @throws RunbookError that says what is there, why it won't do and how to get one
 */
export async function findGo(folder: string, options: GoOptions): Promise<FoundGo> {
  const { env, report = silent, toolchain = GO, installed = searchAll('go', env) } = options;
  const named = namedBy(variableOf('go'), env);
  const tried: Text[] = [];
  for (const path of named ? [named] : installed) {
    const unfit = await unfitness(path, folder, env, report);
    if (!unfit) return { path, env: switching(env) };
    tried.push(unfit);
  }
  if (named) throw usageError(text(`TKS_GO names ${named}`, `TKS_GO 값 ${named}`), tried, HOW_TO_GET);
  const root = join(cacheFolder(env), 'go', `go${toolchain.version}`);
  const ours = join(root, 'bin', 'go');
  if (!isExecutable(ours)) await bringGo(toolchain, root, tried, options);
  return { path: ours, env: OURS };
}

/** Distributions turn the switching off; what the person says in the environment counts. */
function switching(env: Env): { GOTOOLCHAIN: string } {
  return { GOTOOLCHAIN: env.GOTOOLCHAIN || 'auto' };
}

/** Why a Go can't build the module; undefined when it can. */
async function unfitness(path: string, folder: string, env: Env, report: Report): Promise<Text | undefined> {
  try {
    const own = await versionOf(path, '/', { ...env, GOTOOLCHAIN: 'local' });
    if (isAtLeast(own, NEEDED)) return undefined;
    const version = own.join('.');
    if (!isAtLeast(own, FETCHES)) return tooOld(path, version);
    const words = text(
      `Go ${version} gets the version to build with`,
      `Go ${version}이(가) 빌드에 필요한 버전을 준비 중`,
    );
    const switched = await report.during(words, () => versionOf(path, folder, { ...env, ...switching(env) }));
    return isAtLeast(switched, NEEDED) ? undefined : tooOld(path, switched.join('.'));
  } catch (error) {
    const words = lastLines(error).at(-1) ?? '';
    return text(`${path} can't be used: ${words}`, `${path}을(를) 쓸 수 없습니다: ${words}`);
  }
}

function tooOld(path: string, version: string): Text {
  const needed = NEEDED.join('.');
  return text(
    `${path} is Go ${version}; ${needed} is needed`,
    `${path}의 Go 버전은 ${version}이며, ${needed} 이상이 필요합니다`,
  );
}

async function bringGo(
  { version, release }: GoToolchain,
  root: string,
  tried: readonly Text[],
  { report = silent, unreachable = new Set(), signal }: GoOptions,
): Promise<void> {
  const archive = release(...thisMachine());
  const { host } = new URL(archive.url);
  const causes = tried.length > 0 ? [...tried] : [NONE];
  if (unreachable.has(host)) throw noGo([...causes, text(`${host} can't be reached`, `${host}에 접근할 수 없습니다`)]);
  const words = text(`downloading Go ${version}`, `Go ${version} 내려받는 중`);
  try {
    await report.during(words, () => download(archive, root, signal));
  } catch (error) {
    signal?.throwIfAborted();
    unreachable.add(host);
    throw noGo([...causes, `${archive.url}: ${causeOf(error)}`], error);
  }
}

const NONE = text('no Go on PATH, and TKS_GO is not set', 'PATH에 Go가 없고 TKS_GO도 설정되지 않았습니다');

const HOW_TO_GET = text(
  `install Go ${NEEDED.join('.')} or newer from https://go.dev/dl/ (or ${FETCHES.join('.')} or newer, which fetches that from GOPROXY), let this machine reach dl.google.com by HTTPS_PROXY, or name the binaries themselves by TKS_<TOOL>`,
  `https://go.dev/dl/ 에서 Go ${NEEDED.join('.')} 이상을 설치하거나(${FETCHES.join('.')} 이상이면 GOPROXY에서 자동으로 받습니다), HTTPS_PROXY로 dl.google.com에 접근할 수 있게 하거나, TKS_<TOOL> 변수로 바이너리를 직접 지정하십시오`,
);

function noGo(causes: readonly (Text | string)[], cause?: unknown): RunbookError {
  const doing = text('Looking for Go, which builds the tools', '도구를 빌드할 Go 찾기');
  return new RunbookError({ doing, causes, hint: HOW_TO_GET }, { cause });
}
