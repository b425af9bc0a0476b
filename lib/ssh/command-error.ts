import { type Text, text } from '../text.ts';
import type { Sudo } from './command.ts';
import { firstLine, HostError } from './failure.ts';
import type { RemoteOutput } from './remote-command.ts';
import { ASKS, FORBIDS, isRefusal, SudoRefusal } from './sudo-refusal.ts';

/** Whether it was sudo itself that failed, in a way that is known. */
export function isSudoFault({ stderr }: RemoteOutput): boolean {
  return CASES.some(([pattern]) => pattern.test(stderr));
}

/** Why a command failed: the command itself says `cat: …`; anything else comes from sudo or the shell. */
export function commandError(path: string, tool: string, { code, stderr }: RemoteOutput, sudo: Sudo): HostError {
  const own = stderr.split('\n').find((line) => line.startsWith(`${tool}: `));
  const cause = own ? firstLine(own) : `${path}: ${sudoWords(stderr) || `exit code ${code}`}`;
  if (own && !/permission denied/i.test(own)) return new HostError('missing', text(cause, cause));
  if (!own && isRefusal(stderr, sudo)) return new SudoRefusal(cause, sudo, [path]);
  const hint = own ? adviceForFile(sudo) : adviceForSudo(sudo, code, stderr);
  return new HostError('refused', text(`${cause}. ${hint.en}`, `${cause}. ${hint.ko}`));
}

/** sudo may start with a lecture, and ends with how it counts; what it says of itself tells most. */
function sudoWords(stderr: string): string {
  const lines = stderr.trim().split('\n');
  const telling = lines.find((line) => CASES.some(([pattern]) => pattern.test(line)));
  return firstLine(telling ?? lines.at(-1) ?? '').replace(/\.$/, '');
}

function adviceForFile(sudo: Sudo): Text {
  if (sudo !== 'none') return text('Not even root may read it there', 'root로도 읽을 수 없습니다');
  return text(
    'Only root may read it: answer etcd.certificates.ssh.sudo: nopasswd, or { password: { env: NAME } }',
    'root만 읽을 수 있습니다. 답변 etcd.certificates.ssh.sudo에 nopasswd 또는 { password: { env: NAME } }를 지정하십시오',
  );
}

function adviceForSudo(sudo: Sudo, code: number, stderr: string): Text {
  const known = CASES.find(([pattern]) => pattern.test(stderr));
  if (known) return known[1];
  if (stderr.trim() === '' || (code === 127 && sudo === 'none')) return SHELL;
  if (code === 127) return NO_SUDO;
  if (sudo === 'none') return adviceForFile(sudo);
  return sudo === 'nopasswd' ? NO_RULE : CHECK;
}

const TERMINAL = text(
  'sudo wants a terminal there (requiretty): add "Defaults:USER !requiretty" to its sudoers, or log in as root with sudo: none',
  '해당 장비의 sudo가 터미널을 요구합니다(requiretty). sudoers에 "Defaults:USER !requiretty"를 추가하거나 root로 로그인해 sudo: none을 사용하십시오',
);
const SHELL = text(
  'The login shell of this user runs no such command there: answer another etcd.certificates.ssh.user',
  '해당 장비에서 이 사용자의 로그인 셸이 명령을 실행하지 않습니다. 답변 etcd.certificates.ssh.user에 다른 사용자를 지정하십시오',
);
const LOCKED = text(
  'Too many wrong passwords locked the account there: wait, or have it unlocked (faillock --user USER --reset)',
  '비밀번호 오류가 많아 해당 장비에서 계정이 잠겼습니다. 기다리거나 잠금을 해제하십시오(faillock --user USER --reset)',
);
const WRONG = text(
  'The password of etcd.certificates.ssh.sudo is wrong; it was tried once',
  'etcd.certificates.ssh.sudo의 비밀번호가 틀렸습니다. 한 번만 시도했습니다',
);
const WRONG_TRIES = text(
  'The password of etcd.certificates.ssh.sudo is wrong, and its sudo counts more tries than the one given: the account may be locked soon',
  'etcd.certificates.ssh.sudo의 비밀번호가 틀렸습니다. 한 번만 보냈으나 해당 장비의 sudo는 여러 번으로 계산하므로 계정이 곧 잠길 수 있습니다',
);
const NOT_ALLOWED = text(
  'sudoers there does not let this user read anything: it needs a rule for the files, or another user',
  'sudoers가 이 사용자에게 허용하지 않습니다. 해당 파일에 대한 규칙을 두거나 다른 사용자를 지정하십시오',
);
const NO_SUDO = text(
  'There is no sudo there: log in as root with sudo: none, or install it',
  '해당 장비에 sudo가 없습니다. root로 로그인해 sudo: none을 사용하거나 sudo를 설치하십시오',
);
const NO_RULE = text(
  'sudo needs a rule NOPASSWD for the files, or answer etcd.certificates.ssh.sudo: { password: { env: NAME } }',
  '해당 파일에 대한 NOPASSWD sudo 규칙을 두거나 답변 etcd.certificates.ssh.sudo: { password: { env: NAME } }를 지정하십시오',
);
const CHECK = text(
  'Check the password of etcd.certificates.ssh.sudo and what sudo lets this user do',
  'etcd.certificates.ssh.sudo의 비밀번호와 이 사용자의 sudo 권한을 확인하십시오',
);
const EXPIRED = text(
  "The user's password or account has expired there",
  '해당 장비에서 사용자의 비밀번호 또는 계정이 만료되었습니다',
);

const CASES: readonly (readonly [RegExp, Text])[] = [
  [/account is (temporarily )?locked/i, LOCKED],
  [/must have a tty|a terminal is required/i, TERMINAL],
  [/maximum \d+ incorrect|[2-9] incorrect password attempts/i, WRONG_TRIES],
  [/incorrect password attempt/i, WRONG],
  [/not in the sudoers|may not run sudo/i, NOT_ALLOWED],
  [FORBIDS, NOT_ALLOWED],
  [/sudo.*(not found|No such file)/i, NO_SUDO],
  [/expired|validation failure/i, EXPIRED],
  [ASKS, NO_RULE],
];
