import type { KubeObject, Manifest } from '../kubernetes/object.ts';
import { fieldAt } from '../manifests/field.ts';
import type { Sign } from '../manifests/likeliest.ts';
import type { Stack } from '../stack.ts';

/** The files that the document names, each applied whole by its section; ours of the same path stand in for what lacks. */
export const FILES = {
  ca: 'cert-manager/02.caCert.yaml',
  issuer: 'cert-manager/03.intermediateCA.yaml',
  certificate: 'cert-manager/09.grafanaIngressCert.yaml',
  ingress: 'preliminary/grafana-ingress.yaml',
  claim: 'preliminary/grafana-pvc.yaml',
} as const;

/** What of the stack sections 3 and 4 look through: the tks-platform layout's folders before manifests/. */
export function besideManifests({ certManager, preliminary }: Pick<Stack, 'certManager' | 'preliminary'>): Manifest[] {
  return [...certManager, ...preliminary];
}

/** A sign that an object is Grafana's: one of its names says so. */
export const saysGrafana: Sign = ({ object }) => {
  const names = ['secretName', 'commonName', 'dnsNames'].map((field) => fieldAt(object, 'spec', field));
  return [object.metadata.name, ...names.flat()].some((name) => typeof name === 'string' && /grafana/i.test(name));
};

/** Whether an issuerRef names this issuer; left out, the kind is Issuer. */
export function isReferred({ kind, metadata }: KubeObject, reference: unknown): boolean {
  const name = fieldAt(reference, 'name');
  return kind === (fieldAt(reference, 'kind') ?? 'Issuer') && metadata.name === name;
}
