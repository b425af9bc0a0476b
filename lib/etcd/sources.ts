import type { EtcdSource, Facts } from '../facts.ts';
import { type Text, text } from '../text.ts';
import { canonicalAddress } from './addresses.ts';

/** What told of etcd's members, as messages and the plan call it. */
export type Origin = EtcdSource | 'etcd.env' | 'answers';

/** What one origin tells. */
export interface Told {
  from: Origin;
  addresses: readonly string[];
  names: readonly string[];
  /** Its list is taken as the members themselves, so that another list contradicts it. */
  exact: boolean;
}

/** All that the cluster and the masters tell of etcd's members, the best first. */
export function toldBy({ cluster, hosts }: Facts): Told[] {
  const { etcdSources = [] } = cluster;
  const sources = etcdSources.map(
    ({ from, addresses, names = [], loopback }): Told => ({
      from,
      addresses,
      names,
      // A machine's address in its status needn't be the one that etcd listens on.
      exact: !loopback && from !== 'node',
    }),
  );
  const { addresses = [], names = [] } = hosts?.etcd?.environment ?? {};
  const written: Told[] =
    addresses.length + names.length > 0 ? [{ from: 'etcd.env', addresses, names, exact: true }] : [];
  const at = sources.findIndex(({ from }) => from === 'node');
  return sources.toSpliced(at < 0 ? sources.length : at, 0, ...written);
}

/** The origins that could be compared and don't say the same; empty where they agree. */
export function contradictions(told: readonly Told[]): Told[] {
  const exact = told.filter(({ addresses, names, exact }) => exact && names.length === 0 && addresses.length > 0);
  return new Set(exact.map(({ addresses }) => listed(addresses))).size > 1 ? exact : [];
}

/** The origin that the used addresses are from: the first that lists exactly those, else the answers. */
export function originOf(addresses: readonly string[], told: readonly Told[]): Origin {
  return told.find((one) => listed(one.addresses) === listed(addresses))?.from ?? 'answers';
}

/** Everything that names one member; the answers where nothing else does. */
export function originsOf(address: string, told: readonly Told[]): Origin[] {
  const naming = told.filter(({ addresses }) => addresses.map(canonicalAddress).includes(canonicalAddress(address)));
  return naming.length > 0 ? naming.map(({ from }) => from) : ['answers'];
}

/** Host names of members that the best origin gives, so that they can't be scraped. */
export function namesLeftOut(told: readonly Told[]): { from: Origin; names: readonly string[] } | undefined {
  return told.find(({ exact, names }) => exact && names.length > 0);
}

/** An origin in a person's words. */
export function originName(origin: Origin): Text {
  return ORIGINS[origin];
}

/** What each origin lists, in one sentence. */
export function listsOf(told: readonly Told[]): Text {
  const list = (lang: 'en' | 'ko') =>
    told.map(({ from, addresses }) => `${ORIGINS[from][lang]}: ${addresses.join(', ')}`).join('; ');
  return text(list('en'), list('ko'));
}

const ORIGINS: Record<Origin, Text> = {
  'kubeadm-config': same('ConfigMap kube-system/kubeadm-config'),
  'etcd-pod': text('the pods of etcd', 'etcd 파드'),
  'node-annotation': text('the annotations of the nodes', '노드 어노테이션'),
  'kube-apiserver': text('the arguments of kube-apiserver', 'kube-apiserver 인자'),
  'etcd.env': same('/etc/etcd.env'),
  node: text('the control-plane nodes', '컨트롤 플레인 노드'),
  answers: text('the answers', '답변'),
};

function same(words: string): Text {
  return text(words, words);
}

function listed(addresses: readonly string[]): string {
  return [...new Set(addresses.map(canonicalAddress))].sort().join();
}
