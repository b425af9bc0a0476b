import { text } from '../text.ts';
import { controlPlane } from './control-plane.ts';
import { etcdCertificates } from './etcd-certificates.ts';
import { etcdEndpoints } from './etcd-endpoints.ts';
import { exporters } from './exporters.ts';
import { grafanaHost, ingressClass, ingressNamespace } from './grafana.ts';
import { grafanaLogin } from './grafana-login.ts';
import type { Question } from './question.ts';
import { receivers } from './receivers.ts';
import { stackQuestions } from './stack.ts';
import { grafanaVolume, stackVolumes } from './storage.ts';

const clusterName: Question = {
  path: 'cluster.name',
  section: '5.3',
  kind: 'input',
  required: true,
  example: 'prod-1',
  message: text('Name of this cluster, a label on every metric', '클러스터 이름(모든 메트릭의 레이블)'),
};

/** Every question, in the order of the document. */
export const QUESTIONS: readonly Question[] = [
  ...stackQuestions,
  grafanaHost,
  ...etcdCertificates,
  ingressClass,
  ingressNamespace,
  ...grafanaVolume,
  ...stackVolumes,
  receivers,
  ...grafanaLogin,
  clusterName,
  ...etcdEndpoints,
  controlPlane,
  ...exporters,
];
