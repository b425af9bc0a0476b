import { execFileSync } from 'node:child_process';
import { RunbookError } from '../errors.ts';
import { type Text, text } from '../text.ts';
import { lookFor } from '../tools/look.ts';
import { PACKAGES, type SystemTool } from '../tools/table.ts';
import type { Mode } from './machines.ts';

const EVERYWHERE: SystemTool[] = ['ssh', 'ssh-keygen', 'sshd', 'openssl', 'tar', 'git'];
const FOR_NAMESPACE: SystemTool[] = ['ip', 'nsenter', 'unshare', 'mount', 'sudo'];

/** @throws RunbookError on a system where the plane can't run */
export function demandLinux(platform: NodeJS.Platform = process.platform): void {
  if (platform === 'linux') return;
  throw new RunbookError({
    doing: text('The practice control plane', '연습 환경'),
    causes: [text(`needs Linux; this is ${platform}`, `Linux가 필요합니다(현재 ${platform})`)],
    hint: text('run it in a Linux machine or container', 'Linux 머신이나 컨테이너에서 실행하십시오'),
  });
}

/** Whether we may make namespaces here: as root, and not in a container that forbids it. */
export function possibleMode(): Mode {
  if (process.getuid?.() !== 0) return 'loopback';
  try {
    execFileSync('unshare', ['--net', '--mount', '--uts', 'true'], { stdio: 'ignore' });
    return 'namespace';
  } catch {
    return 'loopback';
  }
}

/** The system's tools that the plane needs and this machine lacks. */
export function missingTools(mode: Mode): SystemTool[] {
  const needed = mode === 'namespace' ? [...EVERYWHERE, ...FOR_NAMESPACE] : EVERYWHERE;
  return needed.filter((name) => !lookFor(name));
}

/** The Debian packages of some tools, each once. */
export function packagesOf(tools: readonly SystemTool[]): string[] {
  return [...new Set(tools.map((name) => PACKAGES[name]))];
}

/** The error where we can't install what is missing: each tool, and how to get it. */
export function lacking(tools: readonly SystemTool[], why: readonly (Text | string)[]): RunbookError {
  const install = `apt-get install ${packagesOf(tools).join(' ')}`;
  return new RunbookError({
    doing: text('Looking for the tools of this machine', '이 머신의 도구 확인'),
    causes: [
      ...tools.map((name) =>
        text(`${name} is missing (package ${PACKAGES[name]})`, `${name} 없음(패키지 ${PACKAGES[name]})`),
      ),
      ...why,
    ],
    hint: text(`install them, on Debian or Ubuntu: sudo ${install}`, `설치하십시오. Debian, Ubuntu: sudo ${install}`),
  });
}
