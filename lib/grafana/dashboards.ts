import { posix } from 'node:path';
import type { JsonMap, KubeObject, Manifest } from '../kubernetes/object.ts';
import { asMap } from '../manifests/field.ts';
import { findManifest, replaceObject } from '../manifests/find.ts';
import { readConfigText } from '../manifests/template.ts';
import { mountsOf, volumesOf, withMount } from './container.ts';
import { ownObject } from './own-object.ts';

/** Where every kube-prometheus so far has its dashboards, and its provider looks for them. */
const ROOT = '/grafana-dashboard-definitions/0';
const PREFIX = 'grafana-dashboard-';

/**
 * The manifests with a dashboard of ours: its ConfigMap, made of configs/dashboards/NAME.json, mounted beside the
 * stack's own. A ConfigMap of that name that the stack brings itself stays as it is, and is mounted where it wasn't.
 * Grafana looks at the files again every few seconds, and the kubelet renews them: a later change needs no restart.
 */
export function withDashboard(manifests: readonly Manifest[], name: string): Manifest[] {
  const mounted = replaceObject(manifests, 'Deployment', 'grafana', (deployment) => showing(deployment, name));
  if (findManifest(manifests, 'ConfigMap', PREFIX + name)) return mounted;
  return [...mounted, { file: fileOf(name), object: dashboardObject(name) }];
}

/** The ConfigMap of a dashboard of ours. */
export function dashboardObject(name: string): KubeObject {
  return {
    ...ownObject('ConfigMap', PREFIX + name),
    data: { [`${name}.json`]: readConfigText(`dashboards/${name}.json`) },
  };
}

function fileOf(name: string): string {
  return `configs/dashboards/${name}.json`;
}

function showing(deployment: KubeObject, name: string): KubeObject {
  const configMap = PREFIX + name;
  const volumes = volumesOf(deployment).filter((volume) => configMapOf(volume) === configMap);
  const mounts = mountsOf(deployment);
  if (volumes.some((volume) => mounts.some((mount) => mount.name === volume.name))) return deployment;
  const volume = { name: configMap, configMap: { name: configMap } };
  return withMount(deployment, { volume, folder: posix.join(rootOf(deployment), name) });
}

/** The folder that most of the stack's own dashboards are mounted in: its provider reads that one, whatever its name. */
function rootOf(deployment: KubeObject): string {
  const dashboards = new Set(
    volumesOf(deployment)
      .filter((volume) => configMapOf(volume)?.startsWith(PREFIX))
      .map(({ name }) => name),
  );
  const roots = mountsOf(deployment)
    .filter(({ name, subPath, mountPath }) => dashboards.has(name) && !subPath && typeof mountPath === 'string')
    .map(({ mountPath }) => posix.dirname(String(mountPath)));
  const count = (root: string) => roots.filter((other) => other === root).length;
  return roots.reduce((best, root) => (best === '' || count(root) > count(best) ? root : best), '') || ROOT;
}

function configMapOf(volume: JsonMap): string | undefined {
  const { name } = asMap(volume.configMap);
  return typeof name === 'string' ? name : undefined;
}
