import type { ClusterFacts, StorageClassFact } from '../facts.ts';
import type { Client } from '../kubernetes/client.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { fieldAt } from '../manifests/field.ts';
import { unlessForbidden } from './forbidden.ts';

/** The classes of volumes and of Ingresses; what may not be read is empty and told to `unreadable`. */
export async function readClasses(
  client: Client,
  unreadable: (kind: string) => void,
): Promise<Pick<ClusterFacts, 'storageClasses' | 'ingressClasses'>> {
  const list = async (apiVersion: string, kind: string) =>
    (await unlessForbidden(
      async () => (await client.list(apiVersion, kind)).items,
      () => unreadable(kind),
    )) ?? [];
  const [storage, ingress] = await Promise.all([
    list('storage.k8s.io/v1', 'StorageClass'),
    list('networking.k8s.io/v1', 'IngressClass'),
  ]);
  return { storageClasses: storage.map(storageClassFact), ingressClasses: ingress.map(ingressClassFact) };
}

function storageClassFact(item: KubeObject): StorageClassFact {
  return {
    name: item.metadata.name,
    default: isDefault(item, 'storageclass.kubernetes.io/is-default-class'),
    provisioner: String(item.provisioner),
    expandable: item.allowVolumeExpansion === true,
    bindsOnFirstConsumer: item.volumeBindingMode === 'WaitForFirstConsumer',
  };
}

function ingressClassFact(item: KubeObject): ClusterFacts['ingressClasses'][number] {
  const controller = fieldAt(item.spec, 'controller');
  return {
    name: item.metadata.name,
    default: isDefault(item, 'ingressclass.kubernetes.io/is-default-class'),
    ...(typeof controller === 'string' && { controller }),
  };
}

function isDefault({ metadata }: KubeObject, annotation: string): boolean {
  return metadata.annotations?.[annotation] === 'true';
}
