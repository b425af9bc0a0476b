import { issuerObjects, whyNoCa } from '../lib/grafana/issuing.ts';
import type { Step } from '../lib/step.ts';
import { text } from '../lib/text.ts';

/** Section 3.3: the issuer, over the Secret that 3.2 makes. */
export const grafanaIssuer: Step = {
  name: 'grafana-issuer',
  section: '3.3',
  title: text("Create the issuer of Grafana's certificate", 'Grafana 인증서 발급자 설정'),
  leftOut: ({ answers }) => whyNoCa(answers),
  desired: ({ stack }) => issuerObjects(stack).map((object) => ({ object })),
};
