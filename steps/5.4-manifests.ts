import type { Manifest } from '../lib/kubernetes/object.ts';
import type { Input, Step } from '../lib/step.ts';
import { metricsApiIsTaken } from '../lib/survey/metrics-api.ts';
import { text } from '../lib/text.ts';

/** Section 5.4: the manifests with every edit of 5.3. */
export const manifests: Step = {
  name: 'manifests',
  section: '5.4',
  title: text('Deploy the manifests', 'manifests 배포'),
  customise: (all, input) => (wantsAdapter(input) ? [...all] : all.filter((manifest) => !isAdapter(manifest))),
  desired: (_input, edited) => edited.map(({ object }) => ({ object })),
};

/** Applying the adapter would silently take the metrics API from a metrics-server that is there (FIELD-NOTES 1). */
function wantsAdapter({ answers, facts }: Input): boolean {
  return answers.metricsApi === 'adapter' || (answers.metricsApi === 'auto' && !metricsApiIsTaken(facts.cluster));
}

function isAdapter({ object }: Manifest): boolean {
  return object.metadata.labels?.['app.kubernetes.io/name'] === 'prometheus-adapter';
}
