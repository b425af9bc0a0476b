import { fieldAt } from '../manifests/field.ts';
import type { Input } from '../step.ts';
import { type Text, text } from '../text.ts';
import { tlsSecretName } from './address.ts';
import { certificateObjects, needlessCertificates } from './certificate.ts';
import { issuerRef } from './issuing.ts';
import { chainOfStack } from './stack-chain.ts';

/** What cert-manager will do to a certificate that is there, and what of the stack's own doesn't hold any more. */
export function certificateNotes(input: Input): Text[] {
  if (input.answers.grafana.certificate.source !== 'cert-manager') return [];
  return [...replacedNotes(input), ...otherIssuerNotes(input)];
}

/** Somebody's certificate: cert-manager writes its own over what is in a Secret. */
function replacedNotes({ stack, answers, facts }: Input): Text[] {
  const secret = tlsSecretName(stack, answers);
  const found = facts.cluster.secrets?.find(({ name }) => name === secret);
  const ours = [...certificateObjects(stack, answers), ...needlessCertificates(stack, answers)];
  if (!found || ours.some(({ metadata }) => metadata.name === found.certificate)) return [];
  const way = `grafana.certificate: { source: secret, name: ${secret} }`;
  if (found.certificate !== undefined)
    return [
      text(
        `Certificate ${found.certificate} writes Secret ${secret} already, and two would write it in turn: delete that one, or answer ${way}.`,
        `Certificate ${found.certificate}이(가) 이미 Secret ${secret}에 발급하고 있어 두 Certificate가 번갈아 덮어씁니다. 기존 것을 삭제하거나 ${way}(으)로 지정하십시오.`,
      ),
    ];
  return [
    text(
      `Secret ${secret} is there already, by no Certificate: cert-manager will replace the certificate in it. To keep it answer ${way}.`,
      `Certificate 없이 만들어진 Secret ${secret}이(가) 이미 있으며 cert-manager가 그 인증서를 새로 발급한 것으로 바꿉니다. 그대로 쓰려면 ${way}(으)로 지정하십시오.`,
    ),
  ];
}

/** The document wants the issuer of section 3.3; the stack's Certificate may name one that the cluster has. */
function otherIssuerNotes({ stack, answers }: Input): Text[] {
  const { certificate } = chainOfStack(stack);
  const name = fieldAt(certificate?.object, 'spec', 'issuerRef', 'name');
  const kind = String(fieldAt(certificate?.object, 'spec', 'issuerRef', 'kind') ?? 'Issuer');
  const ours = issuerRef(stack, answers);
  const isGiven = 'issuer' in answers.grafana.certificate && answers.grafana.certificate.issuer !== undefined;
  if (typeof name !== 'string' || isGiven || name === ours.name) return [];
  return [
    text(
      `The stack's Certificate names ${kind} ${name}, which isn't the issuer of section 3.3: ${ours.kind} ${ours.name} will sign it. To use the other answer grafana.certificate.issuer: { kind: ${kind}, name: ${name} }.`,
      `스택의 Certificate에 지정된 ${kind} ${name}은(는) 3.3의 발급자가 아니므로 ${ours.kind} ${ours.name}이(가) 서명하도록 바꿉니다. 기존 발급자를 쓰려면 grafana.certificate.issuer를 { kind: ${kind}, name: ${name} }(으)로 지정하십시오.`,
    ),
  ];
}
