import type { MemberProbe } from '../certificates/probe.ts';
import { bySameCause } from '../certificates/same-cause.ts';
import type { Input } from '../step.ts';
import { join, type Text, text } from '../text.ts';
import { knownMembers } from './members.ts';
import { isToBeStored } from './rotation.ts';

/** Said before consenting: that a pair would be stored which nobody has tried. Nothing where nothing will be stored. */
export function unverifiedNotes(input: Pick<Input, 'answers' | 'facts'>): Text[] {
  const { hosts } = input.facts;
  if (!hosts || !isToBeStored(hosts)) return [];
  if (knownMembers(input).length === 0) return [notVerified(NO_MEMBERS)];
  return hosts.etcdUnasked ? [notVerified(hosts.etcdUnasked)] : [];
}

/** Said when the pair is stored: that no member was asked, and why; nothing where one was. */
export function unverifiedWarnings(all: readonly MemberProbe[]): Text[] {
  const probes = all.filter(({ events }) => !events);
  if (probes.some(({ outcome }) => outcome !== 'skipped')) return [];
  if (probes.length === 0) return [notVerified(NO_MEMBERS)];
  const failures = probes.map(({ address, cause = text('-', '-') }) => ({ host: address, cause }));
  return [
    notVerified(
      join(
        bySameCause(failures).map(({ hosts, cause }) => join([`${hosts}:`, cause])),
        '; ',
      ),
    ),
  ];
}

const NO_MEMBERS = text(
  'no address of an etcd member is known (etcd.endpoints)',
  'etcd 멤버의 주소를 알 수 없습니다(etcd.endpoints)',
);

function notVerified(why: Text): Text {
  return text(
    `The etcd client certificate is not verified, as no member can be asked: ${why.en}. Whether etcd takes it shows in Prometheus only.`,
    `etcd 클라이언트 인증서가 검증되지 않았습니다. 멤버에 확인할 수 없습니다: ${why.ko}. etcd의 허용 여부는 Prometheus에서만 확인할 수 있습니다.`,
  );
}
