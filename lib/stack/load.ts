import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { causeOf, EXIT, RunbookError } from '../errors.ts';
import type { JsonMap, KubeObject, Manifest } from '../kubernetes/object.ts';
import type { Origin, Stack } from '../stack.ts';
import { text } from '../text.ts';
import { badFile } from './bad-file.ts';
import { parseManifests } from './parse.ts';
import { parseYaml } from './yaml.ts';

/** Where manifests/ stands in the sources we know: kube-prometheus and plain folders, tks-platform. */
const ROOTS = ['.', 'prometheus-stack'];
/** What of a stack is read, below that. */
export const FOLDERS = ['manifests', 'cert-manager', 'preliminary'] as const;
const MSTEAMS_VALUES = 'prometheus-msteams-config.yaml';

/**
 * Reads a stack from a folder that has manifests/, or prometheus-stack/manifests/ as tks-platform does.
 * @throws RunbookError (exit 3) naming the folder or the file that is missing or can't be read.
 */
export async function loadStack(
  directory: string,
  origin: Omit<Origin, 'directory'> = { source: 'directory' },
): Promise<Stack> {
  const root = await findRoot(directory);
  const [setup, manifests, certManager, preliminary, msteamsValues] = await Promise.all([
    readObjects(root, 'manifests/setup'),
    readObjects(root, 'manifests'),
    readObjects(root, 'cert-manager'),
    readObjects(root, 'preliminary'),
    readValues(join(root, 'preliminary', MSTEAMS_VALUES)),
  ]);
  const all = [...setup, ...manifests];
  const isCrd = ({ object }: Manifest) => object.kind === 'CustomResourceDefinition';
  return {
    origin: { ...origin, directory: root },
    operatorVersion: operatorVersion(root, manifests),
    setup: all.filter(isCrd),
    // Upstream's own namespace.yaml gives way to step 2.2.
    manifests: all.filter((manifest) => !isCrd(manifest) && manifest.object.kind !== 'Namespace'),
    certManager,
    preliminary,
    ...(msteamsValues && { msteamsValues }),
  };
}

async function findRoot(directory: string): Promise<string> {
  for (const root of ROOTS) {
    const found = await readdir(join(directory, root, 'manifests')).catch(() => undefined);
    if (found) return join(directory, root);
  }
  throw new RunbookError({
    exit: EXIT.preflight,
    section: '2.1',
    doing: text('Find the stack’s manifests', '스택의 manifests 찾기'),
    causes: [text(`${directory} has no folder manifests/`, `${directory}에 manifests/ 폴더가 없습니다`)],
    hint: text(
      'Set stack.directory to the folder that holds manifests/.',
      'stack.directory에 manifests/가 있는 폴더를 지정하십시오.',
    ),
  });
}

async function readObjects(root: string, folder: string): Promise<Manifest[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  const names = entries
    .filter((entry) => !entry.isDirectory() && /\.(ya?ml|json)$/.test(entry.name))
    .map(({ name }) => name);
  const files = names.filter((name) => name !== MSTEAMS_VALUES && !/^kustomization\.ya?ml$/.test(name)).sort();
  const read = await Promise.all(
    files.map(async (name) => parseManifests(join(folder, name), await content(root, join(folder, name)))),
  );
  return read.flat();
}

async function content(root: string, file: string): Promise<string> {
  return readFile(join(root, file), 'utf8').catch((error) => {
    throw badFile(file, causeOf(error));
  });
}

async function readValues(path: string): Promise<JsonMap | undefined> {
  const raw = await readFile(path, 'utf8').catch(() => undefined);
  return raw === undefined ? undefined : (parseYaml(path, raw)[0] as JsonMap | undefined);
}

function operatorVersion(root: string, manifests: readonly Manifest[]): string {
  const isOperator = ({ kind, metadata }: KubeObject) =>
    kind === 'Deployment' && metadata.name === 'prometheus-operator';
  const operator = manifests.find(({ object }) => isOperator(object));
  const version = operator?.object.metadata.labels?.['app.kubernetes.io/version'];
  if (version) return version;
  throw badFile(
    join(root, 'manifests'),
    text(
      'there is no Deployment prometheus-operator with a label app.kubernetes.io/version, so this is no kube-prometheus',
      'app.kubernetes.io/version 레이블이 있는 Deployment prometheus-operator가 없어 kube-prometheus가 아닙니다',
    ),
  );
}
