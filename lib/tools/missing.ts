import { RunbookError } from '../errors.ts';
import { text } from '../text.ts';
import { variableOf } from './search.ts';
import { PACKAGES, type SystemTool } from './table.ts';

/** The error about a tool that only the system can bring. */
export function missing(name: SystemTool): RunbookError {
  const packageName = PACKAGES[name];
  return new RunbookError({
    doing: text(`Looking for ${name}`, `${name} 찾기`),
    causes: [
      text(`not on PATH, and ${variableOf(name)} is not set`, `PATH에 없고 ${variableOf(name)}도 설정되지 않았습니다`),
    ],
    hint: text(
      `install it (Debian, Ubuntu: apt-get install ${packageName}) or name it by ${variableOf(name)}`,
      `설치하거나(Debian, Ubuntu: apt-get install ${packageName}) ${variableOf(name)} 변수로 지정하십시오`,
    ),
  });
}
