import type { ClusterFacts } from '../facts.ts';
import type { Client } from '../kubernetes/client.ts';
import { nameOf } from '../kubernetes/object.ts';
import { asMap } from '../manifests/field.ts';
import { unlessForbidden } from './forbidden.ts';
import { clusterConfiguration, KUBEADM_CONFIG } from './kubeadm-config.ts';

/** Which addresses and names are the cluster's own, as kubeadm or kubespray wrote them down; empty where neither did. */
export async function readInside(
  client: Client,
  unreadable: (what: string) => void,
): Promise<Pick<ClusterFacts, 'inside'>> {
  const config = await unlessForbidden(
    () => client.get(KUBEADM_CONFIG),
    () => unreadable(nameOf(KUBEADM_CONFIG)),
  );
  const configuration = clusterConfiguration(config);
  if (configuration === undefined) return {};
  const { podSubnet, serviceSubnet, dnsDomain } = asMap(configuration.networking);
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
