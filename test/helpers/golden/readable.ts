import { parse } from 'yaml';
import { MEMBER_LABEL } from '../../../lib/inventory/applyset.ts';
import { normalise } from '../../../lib/kubernetes/normalise.ts';
import type { Json, JsonMap, KubeObject } from '../../../lib/kubernetes/object.ts';
import { asList, asMap } from '../../../lib/manifests/field.ts';

/** An object as a person reads it: files inside of it taken apart, dashboards by their titles, no label of ours. */
export function readable(object: KubeObject): JsonMap {
  const { data, metadata, ...rest } = structuredClone(normalise(object));
  const { labels, ...meta } = metadata;
  const { [MEMBER_LABEL.key]: _member, ...others } = labels ?? {};
  const files = Object.entries(asMap(data)).map(([key, value]) => [key, file(key, content(object.kind, value))]);
  return {
    ...rest,
    metadata: { ...meta, ...(Object.keys(others).length > 0 && { labels: others }) },
    ...(data !== undefined && { data: Object.fromEntries(files) }),
  };
}

function content(kind: string, value: Json | undefined): string {
  return kind === 'Secret' ? Buffer.from(String(value), 'base64').toString('utf8') : String(value);
}

function file(name: string, text: string): Json {
  if (name.endsWith('.json')) return dashboard(JSON.parse(text) as JsonMap);
  if (/\.ya?ml$/.test(name)) return parse(text) as Json;
  if (name.endsWith('.ini')) return sections(text);
  return text;
}

function dashboard(json: JsonMap): JsonMap {
  const panels = asList(json.panels).map((panel) => asMap(panel).title ?? '');
  return panels.length > 0 ? { title: json.title, uid: json.uid, panels } : json;
}

/** An ini file as sections of keys; what is written before the first section stands under an empty name. */
function sections(ini: string): JsonMap {
  const all: Record<string, JsonMap> = {};
  let section: JsonMap = {};
  for (const line of ini.split('\n').map((each) => each.trim())) {
    const header = line.match(/^\[(.+)\]$/)?.[1];
    if (header !== undefined) {
      section = all[header] ?? {};
      all[header] = section;
      continue;
    }
    const [, key, value] = line.match(/^([^=#;]+?)\s*=\s*(.*)$/) ?? [];
    if (key !== undefined) section[key] = value;
  }
  return all;
}
