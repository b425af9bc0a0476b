import { configChecksum } from '../grafana/checksum.ts';
import { compare } from '../kubernetes/compare.ts';
import type { Json, KubeObject } from '../kubernetes/object.ts';
import { withField } from '../manifests/field.ts';

/** What Grafana reads at its start only, and the annotation of its pods that restarts it for a new content. */
const READ_AT_START: Readonly<Record<string, string>> = {
  'Secret grafana-config': 'checksum/grafana-config',
  'Secret grafana-datasources': 'checksum/grafana-datasources',
  'ConfigMap grafana-dashboards': 'checksum/grafana-dashboardproviders',
};

/** The objects with Grafana's pods made new where overlays have changed what it reads at its start. */
export function withChecksums(before: ReadonlyMap<string, KubeObject>, after: Map<string, KubeObject>) {
  const sums = [...after].flatMap(([key, object]) => {
    const annotation = READ_AT_START[`${object.kind} ${object.metadata.name}`];
    const changed = compare((before.get(key)?.data ?? null) as Json, (object.data ?? null) as Json, []).length > 0;
    return annotation && changed ? [[annotation, configChecksum(object)] as const] : [];
  });
  if (sums.length === 0) return after;
  return new Map([...after].map(([key, object]) => [key, isGrafana(object) ? annotated(object, sums) : object]));
}

function isGrafana({ kind, metadata }: KubeObject): boolean {
  return kind === 'Deployment' && metadata.name === 'grafana';
}

function annotated(deployment: KubeObject, sums: readonly (readonly [string, string])[]): KubeObject {
  return sums.reduce(
    (object, [annotation, sum]) => withField(object, ['spec', 'template', 'metadata', 'annotations', annotation], sum),
    deployment,
  );
}
