import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { causeOf, EXIT, RunbookError } from '../errors.ts';
import type { JsonMap, KubeObject, Manifest } from '../kubernetes/object.ts';
import type { Origin, Stack } from '../stack.ts';
import { text } from '../text.ts';
import { badFile } from './bad-file.ts';
import { distinct } from './distinct.ts';
import { isFolder, MSTEAMS_VALUES, type ObjectFolder, objectFiles, unlessAbsent } from './files.ts';
import { parseManifests } from './parse.ts';
import { parseYaml } from './yaml.ts';

/** Where manifests/ stands in the sources we know: kube-prometheus and plain folders, tks-platform. */
const ROOTS = ['.', 'prometheus-stack'];

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
  // Upstream's own namespace.yaml gives way to step 2.2.
  const all = distinct([...setup, ...manifests].filter(({ object }) => object.kind !== 'Namespace'));
  const isCrd = ({ object }: Manifest) => object.kind === 'CustomResourceDefinition';
  return {
    origin: { ...origin, directory: root },
    operatorVersion: operatorVersion(root, manifests),
    setup: all.filter(isCrd),
    manifests: all.filter((manifest) => !isCrd(manifest)),
    certManager,
    preliminary,
    ...(msteamsValues && { msteamsValues }),
  };
}

async function findRoot(directory: string): Promise<string> {
  for (const root of ROOTS) {
    if (await isFolder(join(directory, root, 'manifests'))) return join(directory, root);
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

async function readObjects(root: string, folder: ObjectFolder): Promise<Manifest[]> {
  const files = await objectFiles(root, folder);
  const read = await Promise.all(files.map(async (file) => parseManifests(file, await content(root, file))));
  return read.flat();
}

async function content(root: string, file: string): Promise<string> {
  return readFile(join(root, file), 'utf8').catch((error) => {
    throw badFile(file, causeOf(error));
  });
}

async function readValues(path: string): Promise<JsonMap | undefined> {
  const raw = await readFile(path, 'utf8').catch((error) => unlessAbsent(path, error));
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
