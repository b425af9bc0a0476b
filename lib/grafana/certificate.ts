import type { Answers } from '../answers/schema.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { asMap, fieldAt } from '../manifests/field.ts';
import { stackFileOrOurs } from '../manifests/file.ts';
import { inNamespace } from '../manifests/namespace.ts';
import type { Stack } from '../stack.ts';
import type { Desired } from '../step.ts';
import { type Text, text } from '../text.ts';
import { requireHost, tlsSecretName } from './address.ts';
import { issuerRef, whyNoCertificate } from './issuing.ts';
import { encoded, ownObject } from './own-object.ts';
import { checkTls } from './tls.ts';

const FILE = 'cert-manager/09.grafanaIngressCert.yaml';
/** Longest common name that X.509 allows, in characters. */
const COMMON_NAME_MAX = 64;

/** Why section 3.4 has nothing to make; undefined when it has. */
export function whyNoOwnCertificate(answers: Answers): Text | undefined {
  const { certificate } = answers.grafana;
  if (certificate.source !== 'secret') return whyNoCertificate(answers);
  return text(
    `the certificate is in Secret ${certificate.name}, which the runbook only refers to`,
    `인증서가 이미 Secret ${certificate.name}에 있으며 런북은 참조만 합니다`,
  );
}

/** The Certificate that cert-manager issues: for the host of the answers and no other, from the issuer of 3.3. */
export function certificateObjects(stack: Stack, answers: Answers): KubeObject[] {
  const host = requireHost(answers);
  return stackFileOrOurs(stack.certManager, FILE).map(({ object }) => {
    if (!isServerCertificate(object)) return inNamespace(object);
    const { commonName, ipAddresses: _, ...spec } = asMap(object.spec);
    return inNamespace({
      ...object,
      spec: {
        ...spec,
        ...(commonName !== undefined && host.length <= COMMON_NAME_MAX && { commonName: host }),
        secretName: tlsSecretName(answers),
        dnsNames: [host],
        issuerRef: issuerRef(stack, answers),
      },
    });
  });
}

/** Certificates of an earlier run: cert-manager would go on writing the Secret that now comes from elsewhere. */
export function needlessCertificates(stack: Stack, { grafana }: Answers): KubeObject[] {
  if (grafana.certificate.source === 'cert-manager') return [];
  return stackFileOrOurs(stack.certManager, FILE)
    .filter(({ object }) => isServerCertificate(object))
    .map(({ object }) => inNamespace(object));
}

function isServerCertificate(object: KubeObject): boolean {
  return object.kind === 'Certificate' && fieldAt(object, 'spec', 'isCA') !== true;
}

/** The Secret of a certificate that comes from files, which are read and checked when it is completed. */
export function certificateSecret({ cert, key }: { cert: string; key: string }, answers: Answers): Desired {
  const object = ownObject('Secret', tlsSecretName(answers), 'kubernetes.io/tls');
  const files = { certificatePath: cert, keyPath: key, host: requireHost(answers) };
  return {
    object,
    complete: async ({ secrets }) => {
      const [chain, privateKey] = await Promise.all([secrets.read({ file: cert }), secrets.read({ file: key })]);
      checkTls(chain.reveal(), privateKey, files, new Date());
      const data = { 'tls.crt': pem(chain.reveal()), 'tls.key': pem(privateKey.reveal()) };
      return { ...object, data };
    },
  };
}

function pem(content: string): string {
  return encoded(`${content.trimEnd()}\n`);
}
