import type { JsonMap, KubeObject } from '../kubernetes/object.ts';
import { keyOfRef } from '../kubernetes/object.ts';
import { asList, asMap, fieldAt } from '../manifests/field.ts';

const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet'];

/** The keys of the Secrets and ConfigMaps that a workload's pods mount or take variables from; none for other kinds. */
export function referredTo({ kind, metadata, spec }: KubeObject): string[] {
  if (!WORKLOADS.includes(kind)) return [];
  const pod = asMap(fieldAt(spec, 'template', 'spec'));
  const containers = [...asList(pod.containers), ...asList(pod.initContainers)].map(asMap);
  const sources = [...volumesOf(pod), ...containers.flatMap(variablesOf)];
  const keys = sources.flatMap(({ kind: of, name }) =>
    typeof name === 'string' ? [keyOfRef({ group: '', kind: of, namespace: metadata.namespace ?? '', name })] : [],
  );
  return [...new Set(keys)];
}

interface Source {
  kind: 'Secret' | 'ConfigMap';
  name: unknown;
}

function volumesOf(pod: JsonMap): Source[] {
  const volumes = asList(pod.volumes).map(asMap);
  const projected = volumes.flatMap((volume) => asList(asMap(volume.projected).sources)).map(asMap);
  return [
    ...volumes.map(({ secret }): Source => ({ kind: 'Secret', name: asMap(secret).secretName })),
    ...[...volumes, ...projected].map(({ configMap }): Source => ({ kind: 'ConfigMap', name: asMap(configMap).name })),
    ...projected.map(({ secret }): Source => ({ kind: 'Secret', name: asMap(secret).name })),
  ];
}

function variablesOf({ env, envFrom }: JsonMap): Source[] {
  const single = asList(env).map((variable) => asMap(asMap(variable).valueFrom));
  const whole = asList(envFrom).map(asMap);
  return [
    ...single.map(({ secretKeyRef }): Source => ({ kind: 'Secret', name: asMap(secretKeyRef).name })),
    ...single.map(({ configMapKeyRef }): Source => ({ kind: 'ConfigMap', name: asMap(configMapKeyRef).name })),
    ...whole.map(({ secretRef }): Source => ({ kind: 'Secret', name: asMap(secretRef).name })),
    ...whole.map(({ configMapRef }): Source => ({ kind: 'ConfigMap', name: asMap(configMapRef).name })),
  ];
}
