import type { JsonMap, KubeObject } from '../kubernetes/object.ts';
import { withField } from '../manifests/field.ts';
import { requireManifest } from '../manifests/find.ts';
import { readConfig } from '../manifests/template.ts';
import { ownLabels } from '../prometheus/names.ts';
import type { EtcdCluster } from './clusters.ts';
import type { EtcdSecretKeys } from './secret-keys.ts';

/** Name of the port in Service, addresses and ServiceMonitor. */
export const PORT_NAME = 'metrics';

/** The headless Service without a selector that Prometheus finds etcd by. */
export function etcdService({ job, service, port, addresses }: EtcdCluster): KubeObject {
  const ports = [{ name: PORT_NAME, port, targetPort: port, protocol: 'TCP' }];
  const object = withField(template('Service', service, job), ['spec', 'ports'], ports);
  const dual = addresses.ipv4.length > 0 && addresses.ipv6.length > 0;
  // Without a selector even a cluster of one family takes both; it is the API's own default for such a Service too.
  return dual ? withField(object, ['spec', 'ipFamilyPolicy'], 'RequireDualStack') : object;
}

/** How Prometheus scrapes it: with the certificate by reference, so nothing is mounted and no pod restarts. */
export function etcdServiceMonitor({ job }: EtcdCluster, keys: EtcdSecretKeys | undefined): KubeObject {
  const endpoint = { port: PORT_NAME, interval: '30s', ...(keys ? tls(keys) : { scheme: 'http' }) };
  const selecting = withField(
    template('ServiceMonitor', job, job),
    ['spec', 'selector', 'matchLabels'],
    ownLabels(job),
  );
  return withField(selecting, ['spec', 'endpoints'], [endpoint]);
}

function tls({ name, ca, certificate, key }: EtcdSecretKeys): JsonMap {
  return {
    scheme: 'https',
    tlsConfig: {
      ca: { secret: { name, key: ca } },
      cert: { secret: { name, key: certificate } },
      keySecret: { name, key },
    },
  };
}

/** The object of this kind in configs/, with a cluster's names in place of etcd's own. */
function template(kind: 'Service' | 'ServiceMonitor', name: string, job: string): KubeObject {
  const standsFor = kind === 'Service' ? 'etcd-metrics' : 'etcd';
  const { object } = requireManifest(readConfig('manifests/etcd.yaml'), kind, standsFor);
  return { ...object, metadata: { ...object.metadata, name, labels: ownLabels(job) } };
}
