import type { MemberProbe } from '../certificates/probe.ts';
import { RunbookError } from '../errors.ts';
import type { NodeFact } from '../facts.ts';
import { join, text } from '../text.ts';

/** On nodes that are only played, etcd needn't be where they say: then that nobody is there says nothing. */
export function withoutPractice(probes: readonly MemberProbe[], nodes: readonly NodeFact[]): MemberProbe[] {
  const played = nodes.length > 0 && nodes.every(({ kwok }) => kwok);
  const nobody = probes.every(({ outcome }) => outcome === 'unreachable');
  if (!played || !nobody) return [...probes];
  return probes.map((probe) => ({ ...probe, outcome: 'skipped', cause: text('practice node', '연습용 노드') }));
}

/**
 * Demands that some member takes the certificate, where any could be asked at all.
 * @throws RunbookError with a line for each member
 */
export function requireAccepted(probes: readonly MemberProbe[]): void {
  const asked = probes.filter(({ outcome }) => outcome !== 'skipped');
  if (asked.length === 0 || asked.some(({ outcome }) => outcome === 'accepted')) return;
  throw new RunbookError({
    section: '3.5',
    doing: text('Trying the certificate on the etcd members', 'etcd 멤버에서 인증서 확인'),
    causes: asked.map(({ address, port, cause }) => join([`${address}:${port}:`, ...(cause ? [cause] : [])])),
    hint: text(
      'No member takes it, so the Secret was not written. Check etcd.endpoints, etcd.port, and that this is the CA of etcd.',
      '인증서를 허용하는 멤버가 없어 Secret을 쓰지 않았습니다. etcd.endpoints, etcd.port와 etcd의 CA가 맞는지 확인하십시오.',
    ),
  });
}
