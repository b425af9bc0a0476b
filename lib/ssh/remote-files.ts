import type { CertificateFiles } from '../certificates/files.ts';
import { type Text, text } from '../text.ts';
import { asRoot, type Sudo } from './command.ts';
import { firstLine, HostError } from './failure.ts';
import type { RemoteOutput } from './remote-command.ts';
import type { Session } from './session.ts';

/** Files of a machine, read through a shell: SFTP has no sudo (FIELD-NOTES 5). */
export function remoteFiles(session: Session, sudo: Sudo): CertificateFiles {
  const output = async (path: string, words: string[]): Promise<string> => {
    const done = await session.run(asRoot([...words, path], sudo));
    if (done.code === 0) return done.stdout;
    throw commandError(path, words[0] ?? '', done, sudo);
  };
  return {
    read: (path) => output(path, ['cat', '--']),
    list: async (folder) => (await output(folder, ['ls', '-1', '--'])).split('\n').filter((name) => name !== ''),
    names: async () => {
      const { code, stdout } = await session.run({ line: 'uname -n' });
      return code === 0 && stdout.trim() !== '' ? [stdout.trim()] : [];
    },
  };
}

/** Why a command failed: the command itself says `cat: …`; anything else comes from sudo or the shell. */
export function commandError(path: string, tool: string, { code, stderr }: RemoteOutput, sudo: Sudo): HostError {
  const own = stderr.split('\n').find((line) => line.startsWith(`${tool}: `));
  const cause = own ? firstLine(own) : `${path}: ${firstLine(lastWords(stderr)) || `exit code ${code}`}`;
  if (own && !/permission denied/i.test(own)) return new HostError('missing', text(cause, cause));
  const hint = adviceFor(sudo, own !== undefined);
  return new HostError('refused', text(`${cause}. ${hint.en}`, `${cause}. ${hint.ko}`));
}

/** sudo may start with a lecture; its verdict comes last. */
function lastWords(stderr: string): string {
  return stderr.trim().split('\n').at(-1) ?? '';
}

function adviceFor(sudo: Sudo, fromCommand: boolean): Text {
  if (sudo === 'none') {
    return text(
      'Only root may read it: answer etcd.certificates.ssh.sudo: nopasswd, or { password: { env: NAME } }',
      'root만 읽을 수 있습니다. 답변 etcd.certificates.ssh.sudo에 nopasswd 또는 { password: { env: NAME } }를 지정하십시오',
    );
  }
  if (fromCommand) return text('Not even root may read it there', 'root로도 읽을 수 없습니다');
  return sudo === 'nopasswd'
    ? text(
        'sudo needs a rule NOPASSWD for cat, or answer etcd.certificates.ssh.sudo: { password: { env: NAME } }',
        'cat에 대한 NOPASSWD sudo 규칙을 두거나 답변 etcd.certificates.ssh.sudo: { password: { env: NAME } }를 지정하십시오',
      )
    : text(
        'Check the password of etcd.certificates.ssh.sudo and what sudo lets this user do',
        'etcd.certificates.ssh.sudo의 비밀번호와 이 사용자의 sudo 권한을 확인하십시오',
      );
}
