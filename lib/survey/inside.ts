import { parse } from 'yaml';
import type { ClusterFacts } from '../facts.ts';
import type { Client } from '../kubernetes/client.ts';
import { type KubeObject, nameOf } from '../kubernetes/object.ts';
import { asMap, fieldAt } from '../manifests/field.ts';
import { unlessForbidden } from './forbidden.ts';

const KUBEADM: KubeObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'kubeadm-config', namespace: 'kube-system' },
};

/** Which addresses and names are the cluster's own, as kubeadm or kubespray wrote them down; empty where neither did. */
export async function readInside(
  client: Client,
  unreadable: (what: string) => void,
): Promise<Pick<ClusterFacts, 'inside'>> {
  const config = await unlessForbidden(
    () => client.get(KUBEADM),
    () => unreadable(nameOf(KUBEADM)),
  );
  const written = fieldAt(config, 'data', 'ClusterConfiguration');
  if (typeof written !== 'string') return {};
  const { podSubnet, serviceSubnet, dnsDomain } = asMap(asMap(parse(written)).networking);
  const ranges = [podSubnet, serviceSubnet].flatMap((subnets) =>
    typeof subnets === 'string' ? subnets.split(',') : [],
  );
  return {
    inside: {
      ranges: ranges.map((range) => range.trim()).filter(Boolean),
      ...(typeof dnsDomain === 'string' && { domain: dnsDomain }),
    },
  };
}
