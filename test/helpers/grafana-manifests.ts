import { parse } from 'yaml';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import type { ClusterFacts } from '../../lib/facts.ts';
import { type KubeObject, type Manifest, nameOf } from '../../lib/kubernetes/object.ts';
import { loadStack } from '../../lib/stack/load.ts';
import type { Stack } from '../../lib/stack.ts';
import type { Input, Step } from '../../lib/step.ts';
import { inputOf, MINIATURE } from './stack.ts';

export const miniature = await loadStack(MINIATURE);
export const GRAFANA: AnswersFile['grafana'] = {
  host: 'grafana.example.com',
  ingress: { className: 'nginx', namespace: 'ingress-nginx' },
};

/** An object as a file of the stack has it: `apiVersion` by its kind, the rest in YAML's short form. */
export function manifest(file: string, kind: string, name: string, spec: string, namespace = 'monitoring'): Manifest {
  const apiVersion = { Ingress: 'networking.k8s.io/v1', PersistentVolumeClaim: 'v1', ConfigMap: 'v1' }[kind];
  const metadata = { name, ...(kind !== 'ClusterIssuer' && { namespace }) };
  return { file, object: { apiVersion: apiVersion ?? 'cert-manager.io/v1', kind, metadata, spec: parse(spec) } };
}

export const certificate = (file: string, name: string, spec: string) => manifest(file, 'Certificate', name, spec);
export const claim = (file: string, name: string) =>
  manifest(file, 'PersistentVolumeClaim', name, '{ accessModes: [x] }');
export const leadsTo = (service: string, host = `${service}.old`) =>
  `{ host: ${host}, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: ${service}, port: { number: 80 } } } }] } }`;
export const ingress = (file: string, name: string, service: string, more = '') =>
  manifest(file, 'Ingress', name, `{ rules: [${leadsTo(service)}] ${more} }`);

export const stackOf = (...preliminary: Manifest[]): Stack => ({ ...miniature, certManager: [], preliminary });
export const inputFor = (stack: Stack, cluster: Partial<ClusterFacts> = {}, grafana = GRAFANA): Input =>
  inputOf(stack, { grafana }, cluster);
export const wanted = (step: Step, input: Input): KubeObject[] =>
  (step.desired?.(input, []) ?? []).map((each) => each.object);
export const names = (objects: KubeObject[]) => objects.map(nameOf);
export const notes = (step: Step, input: Input) => (step.notes?.(input) ?? []).map(({ en }) => en).join('\n');

/** A stack whose chain of certificates has names of its own, and more than one link. */
export const CHAIN = stackOf(
  certificate(
    'tls/all.yaml',
    'portal',
    '{ secretName: portal, dnsNames: [portal.old], issuerRef: { name: sub, kind: ClusterIssuer } }',
  ),
  certificate(
    'tls/all.yaml',
    'web',
    '{ secretName: web-tls, dnsNames: [web.old], issuerRef: { name: sub, kind: ClusterIssuer } }',
  ),
  manifest('tls/all.yaml', 'ClusterIssuer', 'sub', '{ ca: { secretName: sub-ca } }'),
  certificate(
    'tls/all.yaml',
    'sub',
    '{ isCA: true, secretName: sub-ca, issuerRef: { name: root, kind: ClusterIssuer } }',
  ),
  manifest('tls/all.yaml', 'ClusterIssuer', 'root', '{ ca: { secretName: root-ca } }'),
  certificate(
    'tls/all.yaml',
    'root',
    '{ isCA: true, secretName: root-ca, issuerRef: { name: self, kind: ClusterIssuer } }',
  ),
  manifest('tls/all.yaml', 'ClusterIssuer', 'self', '{ selfSigned: {} }'),
  manifest('tls/all.yaml', 'ClusterIssuer', 'letsencrypt', '{ acme: {} }'),
  ingress('x.yaml', 'web', 'grafana', ', tls: [{ hosts: [grafana.old], secretName: web-tls }]'),
);
