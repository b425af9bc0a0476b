import { run } from '../process/run.ts';
import { text } from '../text.ts';
import { firstLine, HostError } from './failure.ts';

/** Where OpenSSH's own programs are. */
export interface SshTools {
  ssh: string;
  sshKeygen: string;
}

export interface ToolOutput {
  code: number;
  stdout: string;
  stderr: string;
}

/** Longest that a program of OpenSSH may take, in milliseconds; neither of them talks to the network here. */
const TOOL_LIMIT = 10_000;

/** Runs a program of OpenSSH and gives its exit code; a signal ends it. @throws HostError when it can't be started or doesn't end */
export async function runTool(file: string, args: readonly string[], signal?: AbortSignal): Promise<ToolOutput> {
  const { code, stdout, stderr } = await run(file, args, { env: { LC_ALL: 'C' }, timeout: TOOL_LIMIT, signal });
  // 126 and 127 are the shell's own: not executable, not there.
  if (code === null || code === 126 || code === 127) throw notRun(file, firstLine(stderr) || `${TOOL_LIMIT / 1000} s`);
  return { code, stdout, stderr };
}

function notRun(file: string, cause: string): HostError {
  return new HostError(
    'configuration',
    text(`${file} can't be run: ${cause}`, `${file} 명령을 실행할 수 없습니다: ${cause}`),
  );
}
