import type { Answers } from '../answers/schema.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { asMap, fieldAt, withField } from '../manifests/field.ts';
import { stackFileOrOurs } from '../manifests/file.ts';
import { inNamespace } from '../manifests/namespace.ts';
import type { Stack } from '../stack.ts';
import type { Desired, Input } from '../step.ts';
import { type Text, text } from '../text.ts';
import { CA_SECRET } from './ca-secret.ts';

const CA_FILE = 'cert-manager/02.caCert.yaml';
const ISSUER_FILE = 'cert-manager/03.intermediateCA.yaml';

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

/** Section 3.2: the CA's Certificate and the issuer that it needs, wherever in cert-manager/ that one stands. */
export function caObjects(stack: Stack): KubeObject[] {
  const own = stackFileOrOurs(stack.certManager, CA_FILE).map(({ object }) => object);
  const reference = fieldAt(own.find(isCa), 'spec', 'issuerRef');
  const isIssuer = (object: KubeObject) => isReferred(object, reference);
  const elsewhere = own.some(isIssuer) ? undefined : stack.certManager.find(({ object }) => isIssuer(object))?.object;
  return (elsewhere ? [elsewhere, ...own] : own).map(placed);
}

/**
 * Why section 3.2 has nothing to make: the CA's Secret is there, and a Certificate over it would make cert-manager
 * write a new CA into it. Undefined where our own Certificate keeps that Secret, or it isn't there.
 */
export function whyCaStays({ stack, facts }: Pick<Input, 'stack' | 'facts'>): Text | undefined {
  const { grafanaCa } = facts.cluster;
  const ours = caObjects(stack).find(isCa)?.metadata.name;
  if (!grafanaCa || caSecretName(stack) !== CA_SECRET || grafanaCa.certificate === ours) return undefined;
  const { certificate } = grafanaCa;
  if (certificate !== undefined)
    return text(
      `Secret ${CA_SECRET} is kept by Certificate ${certificate} and stays as it is`,
      `Secret ${CA_SECRET}은(는) Certificate ${certificate}이(가) 관리하므로 그대로 둡니다`,
    );
  return text(
    `Secret ${CA_SECRET} is there already, by no Certificate, and stays as it is`,
    `Certificate 없이 만들어진 Secret ${CA_SECRET}이(가) 이미 있으므로 그대로 둡니다`,
  );
}

/**
 * What section 3.2 wants. Once there is a CA its Certificate stays as it is, whatever the stack says by now: another
 * name, key or lifetime would make cert-manager replace the CA that everybody was told to trust.
 */
export function caDesired({ stack, facts }: Pick<Input, 'stack' | 'facts'>): Desired[] {
  const isThere = facts.cluster.grafanaCa !== undefined && caSecretName(stack) === CA_SECRET;
  return caObjects(stack).map((object) => (isThere && isCa(object) ? keptAsItIs(object) : { object }));
}

function keptAsItIs(object: KubeObject): Desired {
  return {
    object,
    settled: () => true,
    complete: async (_ports, live) => (live ? { ...object, spec: asMap(live.spec) } : object),
  };
}

/** The Secret that the CA's Certificate makes. */
export function caSecretName(stack: Stack): string {
  const name = fieldAt(caObjects(stack).find(isCa), 'spec', 'secretName');
  return typeof name === 'string' ? name : CA_SECRET;
}

/**
 * Section 3.3: the issuer over the CA of 3.2. It names the Secret that 3.2 makes, and it is an Issuer: a ClusterIssuer
 * would look for that Secret in cert-manager's own namespace.
 */
export function issuerObjects(stack: Stack): KubeObject[] {
  const secretName = caSecretName(stack);
  return stackFileOrOurs(stack.certManager, ISSUER_FILE).map(({ object }) =>
    isCaIssuer(object)
      ? inNamespace(withField({ ...object, kind: 'Issuer' }, ['spec', 'ca', 'secretName'], secretName))
      : placed(object),
  );
}

/** Which issuer signs Grafana's certificate: the one of the answers, or that of section 3.3. */
export function issuerRef(stack: Stack, { grafana }: Answers): { group: string; kind: string; name: string } {
  const given = grafana.certificate.source === 'cert-manager' ? grafana.certificate.issuer : undefined;
  const name = issuerObjects(stack).find(isCaIssuer)?.metadata.name ?? 'grafana-ca-issuer';
  return { group: 'cert-manager.io', kind: given?.kind ?? 'Issuer', name: given?.name ?? name };
}

function isCa(object: KubeObject): boolean {
  return object.kind === 'Certificate' && fieldAt(object, 'spec', 'isCA') === true;
}

function isCaIssuer({ kind, spec }: KubeObject): boolean {
  return (kind === 'Issuer' || kind === 'ClusterIssuer') && asMap(spec).ca !== undefined;
}

function isReferred({ kind, metadata }: KubeObject, reference: unknown): boolean {
  const { name, kind: wanted = 'Issuer' } = asMap(reference);
  return kind === wanted && metadata.name === name;
}

function placed(object: KubeObject): KubeObject {
  return object.kind === 'ClusterIssuer' ? object : inNamespace(object);
}
