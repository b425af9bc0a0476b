import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { type KubeObject, keyOf } from '../kubernetes/object.ts';
import type { Kustomize } from './kustomize.ts';

/** A folder to build in. */
export interface Building {
  kustomize: Kustomize;
  /** A new folder of our own. */
  folder: string;
}

const OBJECTS = 'objects.yaml';

/** What kustomize makes of objects by a kustomization that names everything but the objects. @throws Error */
export async function build(
  { kustomize, folder }: Building,
  objects: Iterable<KubeObject>,
  kustomization: { components?: readonly string[]; patches?: readonly object[] },
): Promise<KubeObject[]> {
  await mkdir(folder, { recursive: true });
  const { components = [], patches = [] } = kustomization;
  const root = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [OBJECTS],
    components: components.map((path) => relative(folder, path)),
    patches,
  };
  await writeFile(join(folder, OBJECTS), [...objects].map(toYaml).join('---\n'));
  await writeFile(join(folder, 'kustomization.yaml'), JSON.stringify(root));
  return parse(await kustomize.build(folder));
}

/** The objects by which object they are. */
export function byKey(objects: Iterable<KubeObject>): Map<string, KubeObject> {
  return new Map([...objects].map((object) => [keyOf(object), object]));
}

/** What older YAML, which kustomize writes, takes as the end of a line; a character for private use stands for each. */
const BREAKS: readonly (readonly [string, string])[] = [
  ['\u0085', '\uf885'],
  ['\u2028', '\uf828'],
  ['\u2029', '\uf829'],
];

// Otherwise JSON is YAML.
function toYaml(object: KubeObject): string {
  return `${BREAKS.reduce((json, [end, stand]) => json.replaceAll(end, stand), JSON.stringify(object))}\n`;
}

function parse(yaml: string): KubeObject[] {
  const documents = parseAllDocuments(
    BREAKS.reduce((text, [end, stand]) => text.replaceAll(stand, end), yaml),
    { prettyErrors: false },
  );
  return ('empty' in documents ? [] : documents)
    .map((document) => {
      if (document.errors[0]) throw document.errors[0];
      return document.toJS() as KubeObject | null;
    })
    .filter((object) => object !== null);
}
