import type { KubeObject, Manifest } from '../kubernetes/object.ts';
import { asMap, fieldAt } from '../manifests/field.ts';
import { isOfFile } from '../manifests/file.ts';
import { likeliest, only, type Sign } from '../manifests/likeliest.ts';
import type { Stack } from '../stack.ts';
import { CA_SECRET } from './ca-secret.ts';
import { besideManifests, FILES, isReferred, saysGrafana } from './stack-files.ts';
import { ingressOfStack, secretsOf } from './stack-ingress.ts';

type Folders = Pick<Stack, 'certManager' | 'preliminary' | 'manifests'>;

/** A CA of the stack, and the issuer that signs it where the stack has that too. */
export interface Authority {
  ca: Manifest;
  issuer?: Manifest;
}

/** What of the stack issues Grafana's certificate, by what refers to what; parts that it lacks are undefined. */
export interface StackChain {
  /** Section 3.4. */
  certificate?: Manifest;
  /** Section 3.3. */
  issuer?: Manifest;
  /** Section 3.2: the CA of that issuer, then the one that signs it, up to the root. */
  authorities: Authority[];
}

/** Finds it, whatever the files and the objects are called. */
export function chainOfStack(stack: Folders): StackChain {
  const all = [...besideManifests(stack), ...stack.manifests].filter(isOfCertManager);
  const [servers, issuers, cas] = [isServerCertificate, isCaIssuer, isCa].map((is) =>
    all.filter(({ object }) => is(object)),
  ) as [Manifest[], Manifest[], Manifest[]];
  const served = secretsOf(ingressOfStack(stack));
  const named = likeliest(servers, [
    ({ object }) => served.includes(secretNameOf(object) ?? ''),
    saysGrafana,
    (manifest) => isOfFile(manifest, FILES.certificate),
  ]);
  const issuer =
    likeliest(issuers, [
      signs(named),
      ({ object }) => caSecretOf(object) === CA_SECRET,
      saysGrafana,
      (manifest) => isOfFile(manifest, FILES.issuer),
    ]) ?? only(issuers);
  const ca =
    likeliest(cas, [
      isKeptIn(caSecretOf(issuer?.object)),
      isKeptIn(CA_SECRET),
      saysGrafana,
      (manifest) => isOfFile(manifest, FILES.ca),
    ]) ?? only(cas);
  const certificate = named ?? only(servers.filter((each) => issuer && signs(each)(issuer)));
  return {
    ...(certificate && { certificate }),
    ...(issuer && { issuer }),
    authorities: ca ? authoritiesOf(all, ca) : [],
  };
}

const isOfCertManager: Sign = ({ object }) => object.apiVersion.startsWith('cert-manager.io/');

function authoritiesOf(all: readonly Manifest[], ca: Manifest, below: readonly Manifest[] = []): Authority[] {
  const issuer = all.find(signs(ca));
  const seen = [...below, ca];
  const isAbove = isKeptIn(caSecretOf(issuer?.object));
  const above = all.find((each) => isCa(each.object) && isAbove(each) && !seen.includes(each));
  return [{ ca, ...(issuer && { issuer }) }, ...(above ? authoritiesOf(all, above, seen) : [])];
}

/** A sign that an issuer is the one that a certificate names. */
function signs(certificate: Manifest | undefined): Sign {
  return ({ object }) => isReferred(object, fieldAt(certificate?.object, 'spec', 'issuerRef'));
}

/** A sign that a Certificate is kept in this Secret. */
function isKeptIn(secretName: string | undefined): Sign {
  return ({ object }) => secretName !== undefined && secretNameOf(object) === secretName;
}

/** Whether an object is the Certificate of a CA. */
export function isCa(object: KubeObject): boolean {
  return object.kind === 'Certificate' && fieldAt(object, 'spec', 'isCA') === true;
}

/** Whether an object is a Certificate of anything else, such as a server. */
function isServerCertificate(object: KubeObject): boolean {
  return object.kind === 'Certificate' && !isCa(object);
}

/** Whether an object is an issuer that signs with a CA's key out of a Secret. */
export function isCaIssuer({ kind, spec }: KubeObject): boolean {
  return (kind === 'Issuer' || kind === 'ClusterIssuer') && asMap(spec).ca !== undefined;
}

/** Name of the Secret that a Certificate is kept in. */
export function secretNameOf(certificate: KubeObject | undefined): string | undefined {
  return stringAt(certificate, 'secretName');
}

/** Name of the Secret that an issuer takes its CA from. */
export function caSecretOf(issuer: KubeObject | undefined): string | undefined {
  return stringAt(issuer, 'ca', 'secretName');
}

function stringAt(object: KubeObject | undefined, ...path: string[]): string | undefined {
  const value = fieldAt(object, 'spec', ...path);
  return typeof value === 'string' ? value : undefined;
}
