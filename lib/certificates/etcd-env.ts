import { isIP } from 'node:net';
import { basename, dirname } from 'node:path/posix';
import { parseEnv } from 'node:util';
import { isReachableFromPods } from '../answers/check.ts';
import { canonicalAddress } from '../etcd/addresses.ts';
import type { EtcdEnvironmentFact } from '../facts.ts';
import { writtenPath } from './places.ts';

/** Where kubespray keeps what it starts etcd with, on the host as in docker. */
export const ETCD_ENV = '/etc/etcd.env';

/** What that file tells of the machine and of its etcd. */
export interface EtcdEnvironment {
  /** Names that its certificates may be under: the inventory's, then the member's own. */
  names: string[];
  /** The folder of the CA that etcd trusts its clients by. */
  folder?: string;
  fact: EtcdEnvironmentFact;
}

/** Reads the text of /etc/etcd.env; of all its settings only those are kept that tell where and who etcd is. */
export function readEtcdEnv(written: string): EtcdEnvironment {
  const set: NodeJS.Dict<string> = parseEnv(written);
  const [authority] = listed(set.ETCD_TRUSTED_CA_FILE).flatMap((path) => writtenPath(path) ?? []);
  const folder = authority && dirname(authority);
  const hosts = membersIn(set.ETCD_INITIAL_CLUSTER, set.ETCD_ADVERTISE_CLIENT_URLS);
  const names = hosts.filter((host) => isIP(host) === 0);
  return {
    names: [...nodesIn(set.ETCD_CERT_FILE), ...nodesIn(set.ETCDCTL_CERT), ...listed(set.ETCD_NAME)].filter(isNodeName),
    ...(folder && { folder }),
    fact: {
      addresses: hosts.filter((host) => isIP(host) !== 0),
      ...(names.length > 0 && { names }),
      metrics: listed(set.ETCD_LISTEN_METRICS_URLS)
        .filter(isOpenToPods)
        .map((url) => new URL(url).origin),
    },
  };
}

/**
 * The members that the cluster was started with, such as `etcd1=https://10.0.0.11:2380,…`. These are where members talk
 * to each other: where this one's isn't also where it listens for clients, nothing is known of the others'.
 */
function membersIn(initial: string | undefined, advertised: string | undefined): string[] {
  const peers = listed(initial).map((each) => hostOf(each.slice(each.indexOf('=') + 1)));
  const own = listed(advertised).map(hostOf);
  return own.some((host) => peers.includes(host)) ? [...new Set(peers)].filter(Boolean).sort() : [];
}

/** The inventory's name in that of a certificate, such as member-node1.pem or admin-node1.pem. */
function nodesIn(path: string | undefined): string[] {
  const [, node] = /^(?:member|admin|node)-(.+)\.pem$/.exec(basename(path ?? '')) ?? [];
  return node === undefined ? [] : [node];
}

/** Whether a name, which becomes part of paths and messages, is one that a machine may have. */
export function isNodeName(name: string): boolean {
  return /^[\w.-]+$/.test(name);
}

function hostOf(url: string): string {
  return URL.canParse(url) ? canonicalAddress(new URL(url).hostname.replace(/^\[|\]$/g, '')) : '';
}

/** Plain http with a port, at an address of the machine's own. */
function isOpenToPods(url: string): boolean {
  const host = hostOf(url);
  return /^http:\/\/.+:\d+$/.test(url) && isIP(host) !== 0 && isReachableFromPods(host);
}

function listed(value: string | undefined): string[] {
  return (value ?? '').split(',').filter(Boolean);
}
