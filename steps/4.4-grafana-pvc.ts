import { companions } from '../lib/grafana/companions.ts';
import { claimBeside } from '../lib/grafana/volume.ts';
import type { Step } from '../lib/step.ts';
import { grafanaNotes } from '../lib/storage/notes.ts';
import { text } from '../lib/text.ts';

/** Section 4.4: the claim that Grafana's dashboards and users are kept in. */
export const grafanaPvc: Step = {
  name: 'grafana-pvc',
  section: '4.4',
  title: text("Create the volume claim of Grafana's dashboards", 'Grafana PVC 배포'),
  desired: (input) => {
    const { object, byDefault } = claimBeside(input);
    const beside = companions(input.stack, 'claim').map((each) => ({ object: each }));
    return [{ object, ...(byDefault && { byDefault }) }, ...beside];
  },
  notes: grafanaNotes,
};
