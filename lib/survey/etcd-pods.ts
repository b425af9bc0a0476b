import { isIPv6 } from 'node:net';
import { posix } from 'node:path';
import { writtenPath } from '../certificates/places.ts';
import type { EtcdFilesFact } from '../facts.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { asList, asMap, fieldAt } from '../manifests/field.ts';
import { filesOf } from './etcd-config.ts';
import { flagOf } from './pod-flags.ts';

const ADVERTISED = 'kubeadm.kubernetes.io/etcd.advertise-client-urls';
const LOOPBACK = /(?<=\/\/)(?:127\.0\.0\.1|\[::1\]|localhost)(?=[:/]|$)/;
/** The group and resource of events in an override, such as `/events#https://10.0.0.1:2383`. */
const EVENTS = /^(events\.k8s\.io)?\/events$/;

/** The URLs at which a pod of etcd says that its member is reached. */
export function advertisedBy({ metadata }: KubeObject): string[] {
  return metadata.annotations?.[ADVERTISED]?.split(',') ?? [];
}

/** The URLs at which a pod of kube-apiserver reaches etcd, seen from other machines. */
export function serversOf(pod: KubeObject): string[] {
  return rawServersOf(pod).map((url) => fromOutside(pod, url));
}

/** Whether a pod of kube-apiserver reaches etcd by loopback alone, so that its machine has to stand for the member. */
export function isBesideEtcd(pod: KubeObject): boolean {
  const urls = rawServersOf(pod);
  return urls.length > 0 && urls.every((url) => LOOPBACK.test(url));
}

/** Where a pod of kube-apiserver keeps events, when that isn't where it keeps everything. */
export function eventServersOf(pod: KubeObject): string[] {
  const overrides = (flagOf(pod, 'etcd-servers-overrides') ?? '').split(',');
  const ofEvents = overrides.map((override) => override.split('#')).filter(([kind = '']) => EVENTS.test(kind));
  const main = serversOf(pod);
  return ofEvents
    .flatMap(([, servers = '']) => servers.split(';').filter(Boolean))
    .map((url) => fromOutside(pod, url))
    .filter((url) => !main.includes(url));
}

/** The files by which a pod of kube-apiserver is etcd's client, as its machine has them. */
export function clientFilesOf(pod: KubeObject): EtcdFilesFact[] {
  const [certificate, key, ca] = ['etcd-certfile', 'etcd-keyfile', 'etcd-cafile'].map((flag) => onHost(pod, flag));
  return filesOf('kube-apiserver', certificate, key, ca);
}

/** The CA that a pod of etcd trusts its clients by, as its machine has it. */
export function authorityOf(pod: KubeObject): string[] {
  const path = writtenPath(onHost(pod, 'trusted-ca-file'));
  return path === undefined ? [] : [path];
}

function rawServersOf(pod: KubeObject): string[] {
  return (flagOf(pod, 'etcd-servers') ?? '').split(',').filter(Boolean);
}

// On its own machine kube-apiserver reaches etcd by loopback; others reach it by the machine's address.
function fromOutside(pod: KubeObject, url: string): string {
  const hostIP = String(fieldAt(pod, 'status', 'hostIP') ?? '');
  return url.replace(LOOPBACK, isIPv6(hostIP) ? `[${hostIP}]` : hostIP);
}

/** The path in a flag, out of the container's view into the machine's, where a hostPath volume tells. */
function onHost(pod: KubeObject, flag: string): string | undefined {
  const path = flagOf(pod, flag);
  if (path === undefined) return undefined;
  const volumes = asList(fieldAt(pod, 'spec', 'volumes')).map(asMap);
  const mounts = asList(fieldAt(pod, 'spec', 'containers')).flatMap((each) =>
    asList(asMap(each).volumeMounts).map(asMap),
  );
  const [nearest] = mounts
    .map(({ name, mountPath }) => ({
      inside: String(mountPath),
      outside: fieldAt(
        volumes.find((volume) => volume.name === name),
        'hostPath',
        'path',
      ),
    }))
    .filter(({ inside, outside }) => typeof outside === 'string' && isWithin(path, inside))
    .toSorted((a, b) => b.inside.length - a.inside.length);
  return nearest ? posix.join(String(nearest.outside), posix.relative(nearest.inside, path)) : path;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
