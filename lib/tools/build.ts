import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { RunbookError } from '../errors.ts';
import { type Text, text } from '../text.ts';
import { type FoundGo, findGo, type GoOptions } from './go.ts';
import { lastLines } from './output-lines.ts';
import { silent } from './report.ts';
import type { Env } from './search.ts';
import type { Source } from './table.ts';
import { whole } from './whole.ts';

const MODULES = fileURLToPath(new URL('../practice/modules/', import.meta.url));

/** The folder with a tool's go.mod. */
export function moduleFolder({ module }: Source): string {
  return join(MODULES, module);
}

/**
 * Builds a tool from its Go module and puts the binary at `target`, whole or not at all.
 * @param before what was tried before in vain, told when the build fails as well
 */
export async function build(
  name: string,
  source: Source,
  target: string,
  options: GoOptions,
  before: readonly string[] = [],
): Promise<void> {
  const { env, report = silent, signal } = options;
  const { version } = source;
  const go = await findGo(moduleFolder(source), options).catch((error: unknown) => {
    throw error instanceof RunbookError ? withCauses(error, before) : error;
  });
  const words = text(`building ${name} ${version}`, `${name} ${version} 빌드 중`);
  const doing = text(`Building ${name} ${version} with go build`, `go build로 ${name} ${version} 빌드`);
  await report.during(words, () =>
    whole(target, async (folder) => {
      const file = join(folder, name);
      await runGo(doing, go, buildArguments(source, file), source, env, before, signal);
      return file;
    }),
  );
}

function withCauses({ failure }: RunbookError, before: readonly string[]): RunbookError {
  return new RunbookError({ ...failure, causes: [...failure.causes, ...before] });
}

/** Arguments of `go` that build a tool into a file. */
export function buildArguments({ package: from, ldflags, tags }: Source, target: string): string[] {
  const tagged = tags ? ['-tags', tags] : [];
  return ['build', '-mod=readonly', '-trimpath', ...tagged, '-ldflags', ldflags, '-o', target, from];
}

/**
 * Runs `go` in a tool's module, for this machine, whatever the person's own Go settings aim at.
 * @throws RunbookError with the last lines that it wrote, and after them what was tried before
 */
export async function runGo(
  doing: Text,
  go: FoundGo,
  args: readonly string[],
  source: Source,
  env: Env,
  before: readonly string[] = [],
  signal?: AbortSignal,
): Promise<string> {
  const ours = { ...env, CGO_ENABLED: '0', GOWORK: 'off', GOOS: '', GOARCH: '', ...go.env };
  const options = { cwd: moduleFolder(source), env: ours, maxBuffer: 64 << 20, ...(signal && { signal }) };
  try {
    const { stdout } = await promisify(execFile)(go.path, args, options);
    return stdout;
  } catch (error) {
    signal?.throwIfAborted();
    throw new RunbookError({ doing, causes: [...lastLines(error), ...before], hint: HINT }, { cause: error });
  }
}

const HINT = text(
  'a build needs a Go module proxy (GOPROXY) and some 10 GB of free disk; run it again to go on where it ended',
  '빌드에는 Go 모듈 프록시(GOPROXY)와 약 10 GB의 디스크 여유가 필요합니다. 다시 실행하면 이어서 진행합니다',
);
