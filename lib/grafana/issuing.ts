import type { Answers } from '../answers/schema.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { withField } from '../manifests/field.ts';
import { inNamespace } from '../manifests/namespace.ts';
import { readConfig } from '../manifests/template.ts';
import type { Stack } from '../stack.ts';
import { type Text, text } from '../text.ts';
import { caSecretName } from './authorities.ts';
import { companions } from './companions.ts';
import { chainOfStack, isCaIssuer } from './stack-chain.ts';
import { FILES } from './stack-files.ts';

/** Why no CA of our own is needed (sections 3.2 and 3.3); undefined when it is. */
export function whyNoCa({ grafana }: Answers): Text | undefined {
  const { certificate } = grafana;
  if (certificate.source === 'files')
    return text('the certificate comes from files', '인증서를 파일에서 가져오므로 필요하지 않습니다');
  if (certificate.source === 'secret')
    return text(
      `the certificate is in Secret ${certificate.name} already`,
      `인증서가 이미 Secret ${certificate.name}에 있습니다`,
    );
  if (certificate.issuer) {
    const issuer = `${certificate.issuer.kind} ${certificate.issuer.name}`;
    return text(`${issuer} issues the certificate`, `${issuer}이(가) 인증서를 발급합니다`);
  }
  return whyNoCertificate({ grafana });
}

/** Why Grafana needs no certificate at all; undefined when it does. */
export function whyNoCertificate({ grafana }: Pick<Answers, 'grafana'>): Text | undefined {
  if (grafana.expose === 'none' && !grafana.host)
    return text('Grafana has no host name and no Ingress', 'Grafana에 호스트 이름과 Ingress가 없습니다');
  return undefined;
}

/**
 * Section 3.3: the issuer over the CA of 3.2. It names the Secret that 3.2 makes, and it is an Issuer: a ClusterIssuer
 * would look for that Secret in cert-manager's own namespace.
 */
export function issuerObjects(stack: Stack): KubeObject[] {
  const issuer = withField(issuerOf(stack), ['spec', 'ca', 'secretName'], caSecretName(stack));
  return [inNamespace({ ...issuer, kind: 'Issuer' }), ...companions(stack, 'issuer')];
}

/** Which issuer signs Grafana's certificate: the one of the answers, or that of section 3.3. */
export function issuerRef(stack: Stack, { grafana }: Answers): { group: string; kind: string; name: string } {
  const given = grafana.certificate.source === 'cert-manager' ? grafana.certificate.issuer : undefined;
  const { kind, name } = given ?? { kind: 'Issuer', name: issuerOf(stack).metadata.name };
  return { group: 'cert-manager.io', kind, name };
}

function issuerOf(stack: Stack): KubeObject {
  const ofStack = chainOfStack(stack).issuer?.object;
  const issuer = ofStack ?? readConfig(FILES.issuer).find(({ object }) => isCaIssuer(object))?.object;
  if (!issuer) throw new Error(`configs/${FILES.issuer} lacks the issuer`);
  return issuer;
}
