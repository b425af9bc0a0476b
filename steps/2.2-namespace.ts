import { NAMESPACE } from '../lib/manifests/namespace.ts';
import type { Step } from '../lib/step.ts';
import { text } from '../lib/text.ts';

/** Section 2.2. node-exporter uses the host's network, processes and files, which Pod Security has to let through. */
export const namespace: Step = {
  name: 'namespace',
  section: '2.2',
  title: text('Create the namespace monitoring', 'monitoring 네임스페이스 생성'),
  desired: () => {
    const labels = { 'pod-security.kubernetes.io/enforce': 'privileged' };
    return [{ object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE, labels } } }];
  },
};
