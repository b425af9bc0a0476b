import { writtenPath } from '../certificates/places.ts';
import type { EtcdFilesFact } from '../facts.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { asList, asMap } from '../manifests/field.ts';
import { clusterConfiguration } from './kubeadm-config.ts';

/** What kubeadm's ConfigMap tells of etcd; kubespray writes it too, for an etcd on the hosts as an external one. */
export interface EtcdConfig {
  /** URLs of an external etcd. */
  endpoints: string[];
  files: EtcdFilesFact[];
  /** Where kubeadm keeps the CA of an etcd of its own. */
  authorities: string[];
}

/** Reads the ConfigMap kube-system/kubeadm-config; one that holds no configuration tells nothing. */
export function readEtcdConfig(config: KubeObject | undefined): EtcdConfig {
  const { etcd, certificatesDir } = clusterConfiguration(config) ?? {};
  const { external } = asMap(etcd);
  const { endpoints, caFile, certFile, keyFile } = asMap(external);
  const own = external === undefined && certificatesDir ? writtenPath(`${certificatesDir}/etcd/ca.crt`) : undefined;
  return {
    endpoints: asList(endpoints).filter((url) => typeof url === 'string'),
    files: filesOf('kubeadm-config', certFile, keyFile, caFile),
    authorities: own ? [own] : [],
  };
}

/** A client's files, where all three are named by absolute paths, as an installer writes them. */
export function filesOf(from: EtcdFilesFact['from'], certificate: unknown, key: unknown, ca: unknown): EtcdFilesFact[] {
  const [certificatePath, keyPath, caPath] = [certificate, key, ca].map(writtenPath);
  return certificatePath && keyPath && caPath ? [{ from, certificatePath, keyPath, caPath }] : [];
}
