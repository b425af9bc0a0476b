import type { JsonMap, Manifest } from '../kubernetes/object.ts';
import { asList, asMap, fieldAt } from '../manifests/field.ts';
import { isOfFile } from '../manifests/file.ts';
import { likeliest, type Sign } from '../manifests/likeliest.ts';
import type { Stack } from '../stack.ts';
import { besideManifests, FILES, saysGrafana } from './stack-files.ts';

const SERVICE = 'grafana';

/** The stack's Ingress to Grafana (section 4.3), whatever its file and its name; undefined where it has none. */
export function ingressOfStack(stack: Pick<Stack, 'certManager' | 'preliminary' | 'manifests'>): Manifest | undefined {
  const ingresses = [...besideManifests(stack), ...stack.manifests.filter(isToGrafana)].filter(isIngress);
  return likeliest(ingresses, [isToGrafana, saysGrafana, (manifest) => isOfFile(manifest, FILES.ingress)]);
}

const isIngress: Sign = ({ object }) => object.kind === 'Ingress';

const isToGrafana: Sign = (manifest) => {
  const spec = asMap(manifest.object.spec);
  return isIngress(manifest) && (rulesOf(spec).some(leadsToGrafana) || isBackendGrafana(spec.defaultBackend));
};

/** The rules of an Ingress. */
export function rulesOf(spec: JsonMap): JsonMap[] {
  return asList(spec.rules).map(asMap);
}

/** Whether a rule has a path that leads to Grafana. */
export function leadsToGrafana(rule: JsonMap): boolean {
  return pathsOf(rule).some(isPathToGrafana);
}

/** The paths of a rule. */
export function pathsOf(rule: JsonMap): JsonMap[] {
  return asList(fieldAt(rule, 'http', 'paths')).map(asMap);
}

/** Whether a path leads to Grafana. */
export function isPathToGrafana(path: JsonMap): boolean {
  return isBackendGrafana(path.backend);
}

/** Names of the Secrets that the Ingress takes certificates from. */
export function secretsOf(ingress: Manifest | undefined): string[] {
  return asList(fieldAt(ingress?.object, 'spec', 'tls')).flatMap((entry) => {
    const { secretName } = asMap(entry);
    return typeof secretName === 'string' ? [secretName] : [];
  });
}

/** Whether a backend is Grafana's Service. */
export function isBackendGrafana(backend: unknown): boolean {
  return fieldAt(backend, 'service', 'name') === SERVICE;
}
