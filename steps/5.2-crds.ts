import type { Step } from '../lib/step.ts';
import { text } from '../lib/text.ts';

/** Section 5.2: the CRDs of manifests/setup, before anything that needs them. */
export const crds: Step = {
  name: 'crds',
  section: '5.2',
  title: text('Deploy the CRDs', 'Kube-Prometheus CRD 배포'),
  desired: ({ stack }) => stack.setup.map(({ object }) => ({ object })),
};
