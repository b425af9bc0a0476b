import { Sealed } from '../answers/secret.ts';
import type { EtcdHostFact } from '../facts.ts';
import type { Recorded } from '../ports.ts';
import type { EtcdAnswers, Master } from '../ssh/host.ts';
import { ETCD_ENV } from './etcd-env.ts';
import type { CertificateFiles } from './files.ts';
import { type KnownFiles, layoutsFor, nodesKnown, passedOver } from './known-layouts.ts';
import { readAllowed, type Search } from './search.ts';

/** What is known of the place that is searched. */
interface Place {
  master: Master | undefined;
  /** The node whose certificate was taken there before. */
  node?: string | undefined;
  folder?: string;
  /** What the cluster tells of the files on its masters. */
  known?: KnownFiles;
}

/**
 * What to look for on a host: the answered inventory name is tried first, then the one that was found there before,
 * then the name that it's reached by.
 */
export function searchOf(etcd: EtcdAnswers, { master, node, folder, known = {} }: Place, now: Date): Search {
  const answered = typeof master === 'object' && master.name ? [master.name] : [];
  const names = [...answered, ...(node ? [node] : []), ...(master ? [addressOf(master)] : [])];
  const { layout } = etcd.certificates;
  // A folder of this machine is a copy: what the cluster and a master tell of paths says nothing of it.
  if (folder !== undefined) return { layouts: layoutsFor(layout), folder, names, now };
  const places = { layouts: layoutsFor(layout, known), passedOver: passedOver(known) };
  return { ...places, names, others: nodesKnown(known), environment: ETCD_ENV, now };
}

/** The hosts in the order in which they count: where the certificate in the cluster is from, then as answered. */
export function inOrder(hosts: readonly Master[], recorded: Recorded): Master[] {
  const first = hosts.find((host) => isRecorded(host, recorded, hosts));
  return first === undefined ? [...hosts] : [first, ...hosts.filter((host) => host !== first)];
}

/** Whether this one of the answered hosts is where the certificate in the cluster is from. */
export function isRecorded(host: Master, { node, host: name }: Recorded, hosts: readonly Master[]): boolean {
  if (name !== undefined && withoutUser(hostName(host, hosts)) === withoutUser(name)) return true;
  return node !== undefined && ((typeof host === 'object' && host.name === node) || addressOf(host) === node);
}

/** A host as messages and facts call it; several behind one address, as forwarded ports are, are told apart by port. */
export function hostName(host: Master, hosts: readonly Master[]): string {
  const name = plainName(host);
  const shared = hosts.filter((one) => plainName(one) === name).length > 1;
  return shared && typeof host === 'object' && host.port !== undefined ? `${name}:${host.port}` : name;
}

function plainName(host: Master): string {
  return typeof host === 'string' ? host : host.host;
}

function addressOf(host: Master): string {
  return withoutUser(plainName(host));
}

/** A host without the user that somebody logs in as: who that is concerns nobody else. */
export function withoutUser(name: string): string {
  return name.slice(name.lastIndexOf('@') + 1);
}

/** Reads the key that lies beside a certificate; it's sealed before anything else can see it. @throws HostError */
export async function readKeyFile(files: CertificateFiles, { keyPath }: EtcdHostFact): Promise<Sealed> {
  return new Sealed(await readAllowed(files, keyPath));
}
