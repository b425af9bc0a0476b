import type { MemberAddress } from '../certificates/probe.ts';
import type { Input } from '../step.ts';
import { byFamily, flat, memberAddresses } from './addresses.ts';
import { eventsCluster } from './clusters.ts';

/** Addresses of etcd's own members; empty when nothing tells where they are. */
export function knownMembers({ answers: { etcd }, facts }: Pick<Input, 'answers' | 'facts'>): string[] {
  return flat(byFamily(etcd?.endpoints ?? memberAddresses(facts)));
}

/** Members that the pair is tried on: etcd's own, and those of the separate cluster for events, which takes it too. */
export function membersToAsk(input: Pick<Input, 'answers' | 'facts'>): MemberAddress[] {
  const { etcd } = input.answers;
  const own = knownMembers(input);
  if (!etcd || own.length === 0) return [];
  const separate = eventsCluster(input);
  const ofEvents =
    typeof separate === 'object'
      ? flat(separate.addresses).map((address) => ({ address, port: separate.port, events: true as const }))
      : [];
  return [...own.map((address) => ({ address, port: etcd.port })), ...ofEvents];
}
