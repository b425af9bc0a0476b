import { ingressClassOf, ingressNotes, ingressObjects, needlessIngress, whyNoIngress } from '../lib/grafana/ingress.ts';
import { hostNetworkNotes, needlessPolicy } from '../lib/grafana/ingress-policy.ts';
import type { Step } from '../lib/step.ts';
import { text } from '../lib/text.ts';

/** Section 4.3: the Ingress, and the NetworkPolicy without which its controller can't reach Grafana. */
export const grafanaIngress: Step = {
  name: 'grafana-ingress',
  section: '4.3',
  title: text("Create Grafana's Ingress", 'Grafana Ingress 배포'),
  leftOut: whyNoIngress,
  desired: (input) => ingressObjects(input).map((object) => ({ object })),
  obsolete: (input) => [...needlessIngress(input), ...needlessPolicy(input)],
  notes: (input) => [...ingressNotes(input), ...hostNetworkNotes(input, ingressClassOf(input))],
};
