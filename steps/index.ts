import type { Step } from '../lib/step.ts';
import { stack } from './2.1-stack.ts';
import { namespace } from './2.2-namespace.ts';
import { grafanaCa } from './3.2-grafana-ca.ts';
import { grafanaIssuer } from './3.3-grafana-issuer.ts';
import { grafanaCertificate } from './3.4-grafana-certificate.ts';
import { etcdCerts } from './3.5-etcd-certs.ts';
import { grafanaIngress } from './4.3-grafana-ingress.ts';
import { grafanaPvc } from './4.4-grafana-pvc.ts';
import { crds } from './5.2-crds.ts';
import { clusterLabel } from './5.3-cluster-label.ts';
import { controlPlane } from './5.3-control-plane.ts';
import { etcdMetrics } from './5.3-etcd-metrics.ts';
import { grafanaConfig } from './5.3-grafana-config.ts';
import { images } from './5.3-images.ts';
import { network } from './5.3-network.ts';
import { placement } from './5.3-placement.ts';
import { prometheus } from './5.3-prometheus.ts';
import { proxy } from './5.3-proxy.ts';
import { receivers } from './5.3-receivers.ts';
import { storage } from './5.3-storage.ts';
import { manifests } from './5.4-manifests.ts';
import { exporters } from './5.5-exporters.ts';
import { msteamsRepository } from './6.1-msteams-repository.ts';
import { msteamsConfig } from './6.2-msteams-config.ts';
import { msteamsRelease } from './6.3-msteams-release.ts';

/** Every step, in the document's order. */
export const STEPS: readonly Step[] = [
  stack,
  namespace,
  grafanaCa,
  grafanaIssuer,
  grafanaCertificate,
  etcdCerts,
  grafanaIngress,
  grafanaPvc,
  crds,
  storage,
  prometheus,
  receivers,
  grafanaConfig,
  clusterLabel,
  etcdMetrics,
  controlPlane,
  network,
  placement,
  images,
  proxy,
  manifests,
  exporters,
  msteamsRepository,
  msteamsConfig,
  msteamsRelease,
];
