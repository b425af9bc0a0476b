import { join, type Text, text } from '../text.ts';
import { HostError } from './failure.ts';
import type { Credentials } from './identity.ts';
import type { Login } from './login.ts';

/** A login that the server refused. */
export class LoginError extends HostError {
  readonly login: Login;

  constructor(words: Text, login: Login) {
    super('authentication', words);
    this.login = login;
  }

  /** A password was refused: to offer it to another machine may lock the account. */
  override get stops(): boolean {
    return this.login.password === 'sent';
  }

  /** A password may still get in; halfway, what is asked by keyboard-interactive is mostly something else. */
  get wantsPassword(): boolean {
    const { accepts, halfway } = this.login;
    return accepts.includes('password') || (!halfway && accepts.includes('keyboard-interactive'));
  }
}

/** A login that the server refused: what was offered, what it takes, what was left out and why. */
export function loginError(at: string, cause: string, credentials: Credentials, login: Login): LoginError {
  const offered = login.offered.join(', ') || '-';
  const accepts = login.accepts.join(', ');
  const words: Text[] = [
    text(`${at} refuses the login: ${cause}`, `${at} 로그인이 거부되었습니다: ${cause}`),
    text(`offered: ${offered}`, `제시한 것: ${offered}`),
    text(`the server takes: ${accepts}`, `서버가 받는 방식: ${accepts}`),
    ...credentials.leftOut.map(({ label, why }) =>
      text(`not offered: ${label} (${why.en})`, `제시하지 않음: ${label}(${why.ko})`),
    ),
    ...advice(cause, credentials, login),
  ];
  return new LoginError(join(words, '; '), login);
}

function advice(cause: string, { password }: Credentials, { accepts, halfway, offered }: Login): Text[] {
  if (/too many auth/i.test(cause)) return [TOO_MANY];
  if (accepts.length > 0 && accepts.every((method) => method.startsWith('gssapi'))) return [KERBEROS];
  const wantsPassword = accepts.includes('password') || accepts.includes('keyboard-interactive');
  if (halfway) return [accepts.includes('password') && !password ? PASSWORD_TOO : SECOND_FACTOR];
  if (password && !accepts.includes('publickey') && !wantsPassword) return [];
  if (password && (offered.includes('password') || offered.includes('keyboard-interactive'))) return [WRONG_PASSWORD];
  return wantsPassword && !accepts.includes('publickey') ? [PASSWORD] : [];
}

const TOO_MANY = text(
  'each key offered counts (MaxAuthTries): answer etcd.certificates.ssh.identityFile, and set IdentitiesOnly yes or take keys out of the agent',
  '제시한 키마다 시도로 계산됩니다(MaxAuthTries). 답변 etcd.certificates.ssh.identityFile을 지정하고 IdentitiesOnly yes를 설정하거나 에이전트의 키를 줄이십시오',
);
const KERBEROS = text(
  'it takes Kerberos (GSSAPI) only, which is not supported: allow a key or a password there, or copy the files and answer etcd.certificates.source: files',
  'Kerberos(GSSAPI) 로그인만 받으며 이는 지원하지 않습니다. 키나 비밀번호 로그인을 허용하거나, 파일을 복사하고 etcd.certificates.source: files로 답하십시오',
);
const PASSWORD = text(
  'it wants a password: answer etcd.certificates.ssh.password: { env: NAME } (never used for a jump host)',
  '비밀번호 로그인만 받습니다. 답변 etcd.certificates.ssh.password: { env: NAME }을 지정하십시오(점프 호스트에는 쓰지 않음)',
);
const PASSWORD_TOO = text(
  'the key is right, and it wants a password as well: answer etcd.certificates.ssh.password: { env: NAME }',
  '키는 맞으나 비밀번호도 요구합니다. 답변 etcd.certificates.ssh.password: { env: NAME }을 지정하십시오',
);
const SECOND_FACTOR = text(
  "the first credential is right, and it wants another that can't be answered unattended",
  '첫 인증은 통과했으나 자동으로 답할 수 없는 추가 인증을 요구합니다',
);
const WRONG_PASSWORD = text(
  'check the password of etcd.certificates.ssh.password and the user; it was tried once',
  'etcd.certificates.ssh.password의 비밀번호와 사용자를 확인하십시오. 한 번만 시도했습니다',
);
