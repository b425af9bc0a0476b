import { isIP } from 'node:net';
import type { Answers } from '../answers/schema.ts';
import { type KubeObject, keyOf } from '../kubernetes/object.ts';
import { asMap } from '../manifests/field.ts';
import { requireManifest } from '../manifests/find.ts';
import { inNamespace } from '../manifests/namespace.ts';
import { encoded } from '../manifests/secret-data.ts';
import { readConfig } from '../manifests/template.ts';
import type { Stack } from '../stack.ts';
import type { Desired, Input } from '../step.ts';
import { type Text, text } from '../text.ts';
import { requireHost, tlsSecretName } from './address.ts';
import { companions } from './companions.ts';
import { issuerRef, whyNoCertificate } from './issuing.ts';
import { ownObject } from './own-object.ts';
import { chainOfStack } from './stack-chain.ts';
import { FILES } from './stack-files.ts';
import { checkTls } from './tls.ts';

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
  const object = certificateOf(stack);
  const { commonName, ipAddresses: _, dnsNames: __, ...spec } = asMap(object.spec);
  const certificate = {
    ...object,
    spec: {
      ...spec,
      ...(commonName !== undefined && host.length <= COMMON_NAME_MAX && { commonName: host }),
      secretName: tlsSecretName(stack, answers),
      ...(isIP(host) ? { ipAddresses: [host] } : { dnsNames: [host] }),
      issuerRef: issuerRef(stack, answers),
    },
  };
  return [inNamespace(certificate), ...companions(stack, 'certificate')];
}

/**
 * Certificates of an earlier run: two of them would write the same Secret in turn, and where it now comes from
 * elsewhere cert-manager would go on writing it.
 */
export function needlessCertificates(stack: Stack, { grafana }: Answers): KubeObject[] {
  const [wanted, ours] = [inNamespace(certificateOf(stack)), ownCertificate()];
  const others = keyOf(ours) === keyOf(wanted) ? [] : [ours];
  return grafana.certificate.source === 'cert-manager' ? others : [wanted, ...others];
}

function certificateOf(stack: Stack): KubeObject {
  return chainOfStack(stack).certificate?.object ?? ownCertificate();
}

function ownCertificate(): KubeObject {
  return requireManifest(readConfig(FILES.certificate), 'Certificate', 'grafana-tls').object;
}

/** The Secret of a certificate that comes from files, which are read and checked when it is completed. */
export function certificateSecret(
  { cert, key }: { cert: string; key: string },
  { stack, answers }: Pick<Input, 'stack' | 'answers'>,
): Desired {
  const object = ownObject('Secret', tlsSecretName(stack, answers), 'kubernetes.io/tls');
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
