import { once } from 'node:events';
import { connect } from 'node:net';
import { pooled } from '../pool.ts';
import { type ClientPair, type Forward, type MemberAddress, type MemberProbe, probeMember } from './probe.ts';
import { notFromHere } from './surroundings.ts';

/** Members asked at the same time: two clusters of etcd, of seven at most each, and this bounds the whole. */
const AT_ONCE = 14;
/** Milliseconds for a connection from this machine. */
const CONNECT_LIMIT = 3000;

/** Asks every member with the pair, several at once; each within its own time limit. */
export function probeMembers(
  forward: Forward,
  members: readonly MemberAddress[],
  pair: ClientPair,
): Promise<MemberProbe[]> {
  return pooled(members, AT_ONCE, (member) => probeMember(forward, member, pair));
}

/**
 * Asks them from this machine, which needn't be in etcd's network: that a member can't be reached from here says
 * nothing about it.
 */
export async function probeFromHere(members: readonly MemberAddress[], pair: ClientPair): Promise<MemberProbe[]> {
  const probes = await probeMembers(directly, members, pair);
  return probes.map((probe) =>
    probe.outcome === 'unreachable'
      ? { ...probe, outcome: 'skipped', ...(probe.cause && { cause: notFromHere(probe.cause) }) }
      : probe,
  );
}

/** A connection from this machine. */
export const directly: Forward = async (address, port) => {
  const socket = connect({ host: address, port });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(CONNECT_LIMIT) });
    return socket;
  } catch (error) {
    socket.destroy();
    throw error instanceof Error && error.name === 'AbortError' ? new Error('ETIMEDOUT') : error;
  }
};
