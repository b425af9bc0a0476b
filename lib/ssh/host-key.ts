import { hostPort } from '../host-port.ts';
import { shellWord } from '../process/shell-words.ts';
import { join, type Text, text } from '../text.ts';
import { HostError } from './failure.ts';
import type { SshHost } from './host.ts';
import { fingerprintOf, type KnownKey, keyTypeOf } from './known-hosts.ts';

/** A server that known_hosts doesn't name, as it's shown to whoever decides. */
export interface UnknownHost {
  name: string;
  hostname: string;
  port: number;
  /** Such as ssh-ed25519. */
  type: string;
  /** SHA256:… as OpenSSH shows it. */
  fingerprint: string;
}

/** What to ask a person about a key that nobody vouches for. */
export function unknownHostOf({ name, hostname, port }: SshHost, key: Buffer): UnknownHost {
  return { name, hostname, port, type: keyTypeOf(key), fingerprint: fingerprintOf(key) };
}

/** The host isn't in known_hosts: says its fingerprint, how to get the line and that it must be checked elsewhere. */
export function unknownHostError(host: SshHost, key: Buffer, known: readonly KnownKey[], before?: SshHost): HostError {
  const { type, fingerprint } = unknownHostOf(host, key);
  const line = keyscanLine(host, type, before);
  const shown = text(
    `its host key is in none of ${host.knownHostsFiles.join(', ')}. It shows ${type} ${fingerprint}.`,
    `호스트 키가 ${host.knownHostsFiles.join(', ')} 어디에도 없습니다. 서버가 제시한 키: ${type} ${fingerprint}.`,
  );
  // Last, so that the line can be copied up to its end.
  const compare = text(
    `Compare that with what the machine's console says (ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub), not over this network, then: ${line}`,
    `이 네트워크가 아닌 장비 콘솔에서 ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub 결과와 비교한 뒤 실행하십시오: ${line}`,
  );
  const words: Text[] = [
    shown,
    ...(known.some((entry) => entry.mark === 'cert-authority') ? [certificateNote()] : []),
    ...(host.strict === 'lax' ? [strictNote()] : []),
    ...(keptFile(host) ? [] : [nowhereKeptNote()]),
    compare,
  ];
  return new HostError('unknown-host', join(words));
}

function certificateNote(): Text {
  return text(
    'A @cert-authority line is there, but host certificates are not supported here: it needs a line with the key itself.',
    '@cert-authority 항목이 있으나 호스트 인증서는 지원하지 않으므로 키 자체의 항목이 필요합니다.',
  );
}

function strictNote(): Text {
  return text(
    'StrictHostKeyChecking of its ssh_config would let it pass; that is not followed here, as keys of etcd are read.',
    'ssh_config의 StrictHostKeyChecking은 허용하지만 etcd의 키를 읽는 작업이므로 따르지 않습니다.',
  );
}

/** The command that fetches the very key and adds it; behind a jump host it runs there. */
export function keyscanLine(host: SshHost, type: string, before?: SshHost): string {
  const short = type.replace(/^ssh-/, '').replace(/^ecdsa-.*/, 'ecdsa');
  const scan = `ssh-keyscan ${host.hashKnownHosts && !host.hostKeyAlias ? '-H ' : ''}-p ${host.port} -t ${short} ${host.hostname}`;
  const alias = host.hostKeyAlias ? ` | sed 's#^[^ ]*#${host.hostKeyAlias}#'` : '';
  const file = keptFile(host);
  const through = before ? `${sshTo(before, host.jumps)} ` : '';
  return `${through}${scan}${alias} >> ${file ? shellWord(file) : USUAL_FILE}`;
}

const USUAL_FILE = '~/.ssh/known_hosts';

/** The first file of known hosts that keeps what is written to it. */
function keptFile({ knownHostsFiles }: SshHost): string | undefined {
  return knownHostsFiles.find((file) => file !== '/dev/null');
}

/** How ssh gets to the last of several jump hosts. */
function sshTo({ hostname, port, user }: SshHost, jumps: readonly SshHost[]): string {
  const first = jumps.slice(0, -1).map((jump) => `${jump.user}@${hostPort(jump.hostname, jump.port)}`);
  return `ssh ${first.length > 0 ? `-J ${first.join(',')} ` : ''}-p ${port} ${user}@${hostname}`;
}

function nowhereKeptNote(): Text {
  return text(
    `Its ssh_config keeps known hosts nowhere (/dev/null): answer etcd.certificates.ssh.knownHosts: ${USUAL_FILE}.`,
    `ssh_config의 UserKnownHostsFile이 /dev/null이므로 답변 etcd.certificates.ssh.knownHosts: ${USUAL_FILE}을(를) 지정하십시오.`,
  );
}

/** The key isn't the known one, or was revoked. It stops the run: somebody may sit in between. */
export function changedHostError(key: Buffer | undefined, known: readonly KnownKey[]): HostError {
  const shown = key ? `${keyTypeOf(key)} ${fingerprintOf(key)}` : '';
  const entries = known
    .filter((entry) => entry.mark === 'none')
    .map((entry) => `${entry.where} ${entry.type} ${fingerprintOf(entry.key)}`)
    .join(', ');
  const what = key
    ? text(`its host key changed: it shows ${shown}`, `호스트 키가 바뀌었습니다. 서버가 제시한 키: ${shown}`)
    : text('it no longer has a host key of a known type', '알려진 종류의 호스트 키를 더 이상 제시하지 않습니다');
  const advice = text(
    `known: ${entries}. If the machine was really set up anew, check its key on its console and remove the old line`,
    `등록된 키: ${entries}. 실제로 재설치한 장비라면 콘솔에서 키를 확인하고 이전 항목을 삭제하십시오`,
  );
  return new HostError('changed-host', join([what, advice], '; '));
}

/** The key was marked @revoked by somebody: never to be trusted again. */
export function revokedHostError(key: Buffer, known: readonly KnownKey[]): HostError {
  const where = known.find((entry) => entry.mark === 'revoked' && entry.key.equals(key))?.where ?? '';
  const shown = fingerprintOf(key);
  return new HostError(
    'changed-host',
    text(
      `its host key ${shown} is revoked by ${where}`,
      `호스트 키 ${shown}은(는) ${where}에서 폐기(@revoked)되었습니다`,
    ),
  );
}
