import { withoutIngress } from '../lib/grafana/stack-ingress.ts';
import { metricsApiNotes, staleAdapter, withoutAdapter } from '../lib/metrics-api/adapter.ts';
import type { Step } from '../lib/step.ts';
import { text } from '../lib/text.ts';

/**
 * Section 5.4: the manifests with every edit of 5.3; without what is section 4.3's, and without the adapter where
 * somebody else answers its API.
 */
export const manifests: Step = {
  name: 'manifests',
  section: '5.4',
  title: text('Deploy the manifests', 'manifests 배포'),
  customise: (all, input) => withoutIngress(withoutAdapter(all, input), input.stack),
  desired: (_input, edited) => edited.map(({ object, byDefault }) => ({ object, ...(byDefault && { byDefault }) })),
  obsolete: staleAdapter,
  notes: metricsApiNotes,
};
