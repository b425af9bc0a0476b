import { text } from '../text.ts';
import { HostError } from './failure.ts';

/** ssh2's words for a channel that the server doesn't open, and for a command that it doesn't start. */
export function isNoSession({ message }: Error): boolean {
  return /open failed|unable to exec/i.test(message) || /Channel open failure/i.test(message);
}

/** @param limit milliseconds */
export function timedOut(line: string, limit: number): HostError {
  const seconds = limit / 1000;
  return new HostError(
    'timeout',
    text(`no end of "${line}" within ${seconds} s`, `${seconds}초 안에 끝나지 않음: ${line}`),
  );
}

/** More came than any certificate or key is. */
export function tooLong(line: string): HostError {
  return new HostError('content', text(`more than 1 MiB out of "${line}"`, `출력이 1 MiB를 넘음: ${line}`));
}

/** Nothing ran: no channel was opened. */
export class NoSession extends HostError {
  constructor(cause: string) {
    const words = text(
      `its sshd lets the user log in but runs no command (MaxSessions, or "restrict" of the key): ${cause}`,
      `로그인은 되지만 sshd가 명령을 실행해 주지 않습니다(MaxSessions 또는 키의 restrict 옵션): ${cause}`,
    );
    super('refused', words);
  }
}

/** It never said how it ended. */
export function lost(line: string, cause: string): HostError {
  return new HostError(
    'lost',
    text(`the connection was lost during "${line}": ${cause}`, `실행 중 연결이 끊어졌습니다(${line}): ${cause}`),
  );
}
