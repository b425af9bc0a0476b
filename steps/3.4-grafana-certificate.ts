import { grafanaCertificateCheck } from '../lib/checks/grafana-certificate.ts';
import {
  certificateObjects,
  certificateSecret,
  needlessCertificates,
  whyNoOwnCertificate,
} from '../lib/grafana/certificate.ts';
import { certificateNotes } from '../lib/grafana/certificate-notes.ts';
import type { Step } from '../lib/step.ts';
import { text } from '../lib/text.ts';

/** Section 3.4: the certificate in Secret grafana-tls unless the stack keeps it in another, issued by cert-manager or taken from files. */
export const grafanaCertificate: Step = {
  name: 'grafana-certificate',
  section: '3.4',
  title: text("Create Grafana's TLS certificate", 'Grafana TLS 인증서 설정'),
  leftOut: ({ answers }) => whyNoOwnCertificate(answers),
  desired: (input) => {
    const { stack, answers } = input;
    const { certificate } = answers.grafana;
    return certificate.source === 'files'
      ? [certificateSecret(certificate, input)]
      : certificateObjects(stack, answers).map((object) => ({ object }));
  },
  obsolete: ({ stack, answers }) => needlessCertificates(stack, answers),
  notes: certificateNotes,
  checks: (input) => [grafanaCertificateCheck(input)],
};
