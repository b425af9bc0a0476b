import { withoutParts } from '../lib/grafana/companions.ts';
import { metricsApiNotes, staleAdapter, withoutAdapter } from '../lib/metrics-api/adapter.ts';
import type { Step } from '../lib/step.ts';
import { text } from '../lib/text.ts';

/**
 * Section 5.4: the manifests with every edit of 5.3; without what sections 3 and 4 make, and without the adapter where
 * somebody else answers its API.
 */
export const manifests: Step = {
  name: 'manifests',
  section: '5.4',
  title: text('Deploy the manifests', 'manifests 배포'),
  customise: (all, input) => withoutParts(withoutAdapter(all, input), input),
  desired: (_input, edited) => edited.map(({ object, byDefault }) => ({ object, ...(byDefault && { byDefault }) })),
  obsolete: staleAdapter,
  notes: metricsApiNotes,
};
