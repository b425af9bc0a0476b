import { caDesired, whyCaStays } from '../lib/grafana/authorities.ts';
import { whyNoCa } from '../lib/grafana/issuing.ts';
import type { Step } from '../lib/step.ts';
import { text } from '../lib/text.ts';

/** Section 3.2: the CA, in Secret grafana-ca-secret unless the stack keeps it in another. */
export const grafanaCa: Step = {
  name: 'grafana-ca',
  section: '3.2',
  title: text("Create the root CA of Grafana's certificate", 'Grafana Root CA 설정'),
  leftOut: (input) => whyNoCa(input.answers) ?? whyCaStays(input),
  desired: caDesired,
};
