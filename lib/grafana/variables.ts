import type { Json, JsonMap } from '../kubernetes/object.ts';
import { asList, asMap } from '../manifests/field.ts';
import { iniValue } from './ini.ts';

/** The environment variable by which Grafana overrides a setting of grafana.ini. */
export function variableOf(section: string, key: string): string {
  return `GF_${section}_${key}`.replace(/[.-]/g, '_').toUpperCase();
}

/**
 * What Grafana takes for a setting: its environment wins over its file. Undefined when it is set nowhere, or by a
 * variable whose value stands elsewhere.
 */
export function settingOf(ini: string, container: JsonMap, section: string, key: string): string | undefined {
  const name = variableOf(section, key);
  // Of a name that stands there twice Kubernetes takes the last; of an empty variable Grafana takes no notice.
  const variable = asList(container.env)
    .map(asMap)
    .findLast((each) => each.name === name);
  if (variable?.valueFrom !== undefined) return undefined;
  return typeof variable?.value === 'string' && variable.value !== '' ? variable.value : iniValue(ini, section, key);
}

/** Whether Grafana reads a value as yes. */
export function isYes(value: string | undefined): boolean {
  return value !== undefined && /^(1|t|true|y|yes|on)$/i.test(value.trim());
}

/** The name of a container's variable. */
export function nameOf(variable: Json): string {
  return String(asMap(variable).name);
}
