import type { MemberProbe } from '../certificates/probe.ts';
import { bySameCause } from '../certificates/same-cause.ts';
import { RunbookError } from '../errors.ts';
import type { NodeFact } from '../facts.ts';
import { hostPort } from '../host-port.ts';
import { join, type Text, text } from '../text.ts';

/** On nodes that are only played, etcd needn't be where they say: then that nobody is there says nothing. */
export function withoutPractice(probes: readonly MemberProbe[], nodes: readonly NodeFact[]): MemberProbe[] {
  const played = nodes.length > 0 && nodes.every(({ kwok }) => kwok);
  const nobody = probes.every(({ outcome }) => outcome === 'unreachable');
  if (!played || !nobody) return [...probes];
  return probes.map((probe) => ({ ...probe, outcome: 'skipped', cause: text('practice node', '연습용 노드') }));
}

/**
 * Demands that every member that shows a certificate is of this CA, and that some member takes ours, where any could be
 * asked at all. The separate cluster for events decides nothing: the pair is etcd's own.
 * @throws RunbookError with a line for each cause and the members that it's of
 */
export function requireAccepted(all: readonly MemberProbe[]): void {
  const probes = all.filter(({ events }) => !events);
  const untrusted = probes.filter(({ outcome }) => outcome === 'untrusted');
  if (untrusted.length > 0) throw refused(untrusted, UNTRUSTED);
  const asked = probes.filter(({ outcome }) => outcome !== 'skipped');
  if (asked.length === 0 || asked.some(({ outcome }) => outcome === 'accepted')) return;
  throw refused(asked, NOT_TAKEN);
}

const UNTRUSTED = text(
  'What a member shows is not of this CA, not of that address or not of this day: it may be another etcd, or somebody is in between. The Secret was not changed. Check etcd.endpoints, that this is the CA of etcd, and the certificate of the member itself.',
  '멤버의 인증서가 이 CA로 검증되지 않거나, 주소와 일치하지 않거나, 유효 기간이 아닙니다. 다른 etcd이거나 중간자 공격일 수 있어 Secret을 변경하지 않았습니다. etcd.endpoints, etcd의 CA, 멤버의 서버 인증서를 확인하십시오.',
);
const NOT_TAKEN = text(
  'No member takes it, so the Secret was not written. Check etcd.endpoints, etcd.port, and that this is the CA of etcd.',
  '인증서를 허용하는 멤버가 없어 Secret을 쓰지 않았습니다. etcd.endpoints, etcd.port와 etcd의 CA가 맞는지 확인하십시오.',
);

function refused(probes: readonly MemberProbe[], hint: Text): RunbookError {
  const failures = probes.map(({ address, port, cause = text('-', '-') }) => ({
    host: hostPort(address, port),
    cause,
  }));
  return new RunbookError({
    section: '3.5',
    doing: text('Trying the certificate on the etcd members', 'etcd 멤버에서 인증서 확인'),
    causes: bySameCause(failures).map(({ hosts, cause }) => join([`${hosts}:`, cause])),
    hint,
  });
}
