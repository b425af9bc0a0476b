import type { JsonMap, KubeObject, Manifest } from '../kubernetes/object.ts';
import { requireManifest } from '../manifests/find.ts';
import { iniOf } from './config.ts';
import { grafanaContainer } from './container.ts';
import { settingOf } from './variables.ts';

/** What Grafana's pod reads at its start: its file, and the container whose variables win over it. */
export interface GrafanaResult {
  ini: string;
  container: JsonMap;
}

/** What the manifests give Grafana. @throws RunbookError when they lack its Deployment or its configuration. */
export function grafanaOf(manifests: readonly Manifest[]): GrafanaResult {
  const object = (kind: string, name: string): KubeObject => requireManifest(manifests, kind, name).object;
  return {
    ini: iniOf(object('Secret', 'grafana-config')),
    container: grafanaContainer(object('Deployment', 'grafana')),
  };
}

/** The value of a setting, as far as it can be seen. */
export function effective({ ini, container }: GrafanaResult, section: string, key: string): string | undefined {
  return settingOf(ini, container, section, key);
}
