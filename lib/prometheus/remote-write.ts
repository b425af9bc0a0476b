import type { SecretRef } from '../answers/secret.ts';
import type { Json, JsonMap } from '../kubernetes/object.ts';
import { asMap } from '../manifests/field.ts';
import { secretName, type Target } from './remote-write-secrets.ts';

/** Every way in which a target may know who is sending; Prometheus takes one of them only. */
const WAYS_IN = ['basicAuth', 'authorization', 'bearerToken', 'bearerTokenFile', 'oauth2', 'sigv4', 'azureAd'];

/** What else is meant for one server only; headers may hold a token. */
const OF_SERVER = [...WAYS_IN, 'tlsConfig', 'headers'];

/**
 * Section 5.3: the list of a Prometheus' remoteWrite with the answered targets in it. One of the stack's with the same
 * name or URL is set to the answers and keeps what they don't speak of (queue, relabelling; access and TLS as long as the
 * server is the same); the others stay.
 */
export function withRemoteWrites(old: readonly Json[], targets: readonly Target[]): Json[] {
  const kept = old.map((entry) => {
    const target = targets.find((each) => isSame(asMap(entry), each));
    return target ? merged(asMap(entry), target) : entry;
  });
  const added = targets.filter((target) => !old.some((entry) => isSame(asMap(entry), target)));
  return [...kept, ...added.map((target) => merged({}, target))];
}

function isSame(entry: JsonMap, { name, url }: Target): boolean {
  if (name !== undefined && entry.name !== undefined) return entry.name === name;
  return entry.url === url;
}

/** A target of the stack that the answers move to another server, and the fields that are left behind. */
export interface Move {
  from: JsonMap;
  to: Target;
  loses: string[];
}

/** The targets of a Prometheus' remoteWrite that lose access or TLS by such a move. */
export function movedTargets(old: readonly Json[], targets: readonly Target[]): Move[] {
  return old.map(asMap).flatMap((from) => {
    const to = targets.find((each) => isSame(from, each));
    const loses = to ? OF_SERVER.filter((key) => from[key] !== undefined && isElsewhere(from, to)) : [];
    return to && loses.length > 0 ? [{ from, to, loses }] : [];
  });
}

/** Without a host that can be compared it counts as another. */
function isElsewhere({ url }: JsonMap, target: Target): boolean {
  return typeof url !== 'string' || !URL.canParse(url) || new URL(url).origin !== new URL(target.url).origin;
}

function merged(old: JsonMap, target: Target): JsonMap {
  const access = accessOf(target);
  const isLeft = (key: string) =>
    (access && WAYS_IN.includes(key)) || (OF_SERVER.includes(key) && isElsewhere(old, target));
  const kept = Object.entries(old).filter(([key]) => !isLeft(key));
  return {
    ...Object.fromEntries(kept),
    url: target.url,
    ...(target.name !== undefined && { name: target.name }),
    ...access,
  };
}

function accessOf(target: Target): JsonMap | undefined {
  const { basicAuth, bearerToken } = target;
  const own = (key: string) => ({ name: secretName(target), key });
  const at = (ref: SecretRef, key: string) => ('secret' in ref ? { name: ref.secret, key: ref.key } : own(key));
  if (basicAuth) return { basicAuth: { username: own('username'), password: at(basicAuth.password, 'password') } };
  return bearerToken && { authorization: { type: 'Bearer', credentials: at(bearerToken, 'token') } };
}
