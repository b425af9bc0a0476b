import type { DistributionFact, EtcdFilesFact } from '../facts.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { fieldAt } from '../manifests/field.ts';

type Name = DistributionFact['name'];

/** What each of them leaves on the objects of a cluster. */
const SIGNS: Record<Name, { version: RegExp; key: RegExp; path: RegExp }> = {
  k3s: { version: /\+k3s\d/, key: /^k3s\.io\/|^etcd\.k3s\.cattle\.io\//, path: /\/rancher\/k3s\/server\/tls\/etcd\// },
  rke2: {
    version: /\+rke2r\d/,
    key: /^rke2\.io\/|^etcd\.rke2\.cattle\.io\//,
    path: /\/rancher\/rke2\/server\/tls\/etcd\//,
  },
  k0s: { version: /\+k0s\b/, key: /^node\.k0sproject\.io\/role$/, path: /\/var\/lib\/k0s\/pki\// },
};
/** rke2 is made of k3s and leaves some of its signs too. */
const ORDER: readonly Name[] = ['rke2', 'k0s', 'k3s'];
const ETCD_ROLE = 'node-role.kubernetes.io/etcd';
const ADDRESS = /^etcd\.(k3s|rke2)\.cattle\.io\/node-address$/;

/** Which of the distributions that run etcd inside themselves this is: by versions, nodes, and kube-apiserver's files. */
export function recogniseDistribution(
  version: string,
  nodes: readonly KubeObject[],
  files: readonly EtcdFilesFact[],
): DistributionFact | undefined {
  const versions = [
    version,
    ...nodes.map((node) => String(fieldAt(node, 'status', 'nodeInfo', 'kubeletVersion') ?? '')),
  ];
  const keys = nodes.flatMap(({ metadata: { labels, annotations } }) => Object.keys({ ...labels, ...annotations }));
  const name = ORDER.find((each) => {
    const { version: suffix, key, path } = SIGNS[each];
    return (
      versions.some((one) => suffix.test(one)) ||
      keys.some((one) => key.test(one)) ||
      files.some(({ certificatePath }) => path.test(certificatePath))
    );
  });
  return name && { name, etcd: runsEtcd(name, nodes) };
}

/** The addresses that the nodes say their own member of etcd has (k3s, rke2). */
export function annotatedMembers(nodes: readonly KubeObject[]): string[] {
  return nodes.flatMap(({ metadata: { annotations = {} } }) =>
    Object.entries(annotations).flatMap(([key, value]) => (ADDRESS.test(key) ? [value] : [])),
  );
}

/** Nodes of k3s and rke2 tell whether they have a member; where none may be read, and of k0s, it is assumed. */
function runsEtcd(name: Name, nodes: readonly KubeObject[]): boolean {
  if (name === 'k0s' || nodes.length === 0) return true;
  return annotatedMembers(nodes).length > 0 || nodes.some(({ metadata: { labels = {} } }) => ETCD_ROLE in labels);
}
