import { readFileSync } from 'node:fs';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import type { ClusterFacts, EtcdHostFact } from '../../lib/facts.ts';
import type { KubeObject } from '../../lib/kubernetes/object.ts';
import { loadStack } from '../../lib/stack/load.ts';
import type { Input } from '../../lib/step.ts';
import { makeCertificate, temporaryFolder } from './openssl.ts';
import { inputOf, MINIATURE } from './stack.ts';

export type EtcdAnswer = NonNullable<AnswersFile['etcd']>;

/** A certificate made for this run, and its key, as PEM. */
export function selfSigned(name: string): { certificate: string; key: string } {
  const folder = temporaryFolder();
  const read = (end: string) => readFileSync(`${folder.path}/${name}.${end}`, 'utf8');
  try {
    makeCertificate(folder.path, name, [name]);
    return { certificate: read('crt'), key: read('key') };
  } finally {
    folder.remove();
  }
}

/** What the survey reads on a master as kubespray makes it. */
export function masterFiles(certificate = '', ca = ''): EtcdHostFact {
  return {
    node: 'master1',
    host: 'm1',
    certificate,
    ca,
    certificatePath: '/etc/ssl/etcd/ssl/node-master1.pem',
    keyPath: '/etc/ssl/etcd/ssl/node-master1-key.pem',
    caPath: '/etc/ssl/etcd/ssl/ca.pem',
  };
}

/** What the etcd steps get, with the certificates of a master read; one member where no facts are given. */
export async function etcdInput(
  etcd: EtcdAnswer | undefined,
  { folder = MINIATURE, host = masterFiles(), ...cluster }: Partial<ClusterFacts> & Folder = {},
): Promise<Input> {
  const members = { etcd: [{ address: '10.0.0.11', from: 'kubeadm-config' as const }], ...cluster };
  const input = inputOf(await loadStack(folder), etcd ? { etcd } : {}, members);
  return { ...input, facts: { ...input.facts, hosts: { etcd: host } } };
}

interface Folder {
  folder?: string;
  host?: EtcdHostFact;
}

/** Those of the objects that are of one kind. */
export function ofKind(objects: readonly KubeObject[], kind: string): KubeObject[] {
  return objects.filter((object) => object.kind === kind);
}

/** A ServiceMonitor in monitoring. */
export function monitorOf(name: string, spec: KubeObject['spec'], namespace = 'monitoring'): KubeObject {
  return { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor', metadata: { name, namespace }, spec };
}

/** Endpoints of a ServiceMonitor that read etcd's certificate as a mounted file. */
export const BY_FILES = [
  { port: 'metrics', scheme: 'https', tlsConfig: { caFile: '/etc/prometheus/secrets/etcd-certs/ca.pem' } },
];
