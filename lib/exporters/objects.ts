import type { JsonMap, KubeObject } from '../kubernetes/object.ts';
import { asList, asMap, fieldAt, withField } from '../manifests/field.ts';
import { requireManifest } from '../manifests/find.ts';
import { readConfig } from '../manifests/template.ts';
import { selectorLabels, type Target, targetLabels, targetMetadata } from './target.ts';

const POD = ['spec', 'template', 'spec'];

/** The exporter itself, one pod. */
export function deployment(target: Target): KubeObject {
  const base = template('Deployment', target);
  const [container] = asList(fieldAt(base, ...POD, 'containers')).map(asMap);
  const filled = [
    { path: ['spec', 'selector'], value: { matchLabels: selectorLabels(target) } },
    { path: ['spec', 'template', 'metadata'], value: { labels: targetLabels(target) } },
    { path: [...POD, 'containers'], value: [withTarget(asMap(container), target)] },
    ...volumes(target),
  ];
  return filled.reduce((object, { path, value }) => withField(object, path, value), base);
}

/** The Service that Prometheus finds the exporter by. */
export function service(target: Target): KubeObject {
  const base = template('Service', target);
  const [port] = asList(fieldAt(base, 'spec', 'ports')).map(asMap);
  const selected = withField(base, ['spec', 'selector'], selectorLabels(target));
  return withField(selected, ['spec', 'ports'], [{ ...port, port: target.port }]);
}

/** How Prometheus scrapes it: `instance` tells what is watched, not which pod watches it. */
export function serviceMonitor(target: Target): KubeObject {
  const base = template('ServiceMonitor', target);
  const [endpoint] = asList(fieldAt(base, 'spec', 'endpoints')).map(asMap);
  const relabelings = [{ action: 'replace', targetLabel: 'instance', replacement: target.address }];
  const selected = withField(base, ['spec', 'selector'], { matchLabels: targetLabels(target) });
  return withField(selected, ['spec', 'endpoints'], [{ ...endpoint, relabelings }]);
}

function withTarget(container: JsonMap, target: Target): JsonMap {
  const { image, args, env, port, healthPath: path, mount } = target;
  const probe = { httpGet: { path, port: 'metrics' } };
  const [metrics] = asList(container.ports).map(asMap);
  return {
    ...container,
    name: target.exporter,
    image,
    ...(args.length > 0 && { args }),
    env,
    ports: [{ ...metrics, containerPort: port }],
    livenessProbe: { ...asMap(container.livenessProbe), ...probe },
    readinessProbe: { ...asMap(container.readinessProbe), ...probe },
    ...(mount && { volumeMounts: [{ name: 'config', mountPath: mount.path, readOnly: true }] }),
  };
}

function volumes({ mount }: Target) {
  if (!mount) return [];
  // 0440: readable by the pod's own group and nobody else in it.
  const items = mount.keys?.map((key) => ({ key, path: key }));
  const secret = { secretName: mount.secret, defaultMode: 0o440, ...(items && { items }) };
  return [{ path: [...POD, 'volumes'], value: [{ name: 'config', secret }] }];
}

function template(kind: string, target: Target): KubeObject {
  const { object } = requireManifest(readConfig('manifests/exporter.yaml'), kind, 'exporter');
  return { ...object, metadata: targetMetadata(target) };
}
