import { claimBeside } from '../lib/grafana/volume.ts';
import type { Step } from '../lib/step.ts';
import { grafanaNotes } from '../lib/storage/notes.ts';
import { text } from '../lib/text.ts';

/** Section 4.4: the claim that Grafana's dashboards and users are kept in. */
export const grafanaPvc: Step = {
  name: 'grafana-pvc',
  section: '4.4',
  title: text("Create the volume claim of Grafana's dashboards", 'Grafana PVC 배포'),
  desired: ({ stack, answers, facts }) => {
    const { object, byDefault } = claimBeside(stack, answers, facts.cluster.claims);
    return [{ object, ...(byDefault && { byDefault }) }];
  },
  notes: grafanaNotes,
};
