import { copyFile, mkdir, readdir, readFile, realpath, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type Document, parseDocument } from 'yaml';
import { causeOf } from '../errors.ts';
import type { Json, JsonMap } from '../kubernetes/object.ts';
import { asList, asMap } from '../manifests/field.ts';
import { isFolder, kustomizationOf } from './folder.ts';

/** A patch that chooses its objects by a target; kustomize is silent about one that chooses none. */
export interface Targeted {
  /** The kustomization file that it stands in. */
  file: string;
  /** Where in the file: `patches[2]`. */
  place: string;
  target: JsonMap;
}

/** An overlay's folder copied to where it can be built, and what was read on the way. */
export interface Mirror {
  /** The copy. */
  folder: string;
  targeted: Targeted[];
}

/**
 * Copies an overlay and the folders that it refers to under `root`, each at its own absolute path, so that every
 * relative path in them leads where it did. The overlay itself becomes a Component, which kustomize applies to objects
 * that others bring; nothing else is changed, so kustomize's own rules about what may be read hold as they did.
 * @throws Error that names the kustomization file that can't be read, with the line
 */
export async function mirror(overlay: string, root: string): Promise<Mirror> {
  const folder = await realpath(overlay);
  const targeted: Targeted[] = [];
  const copied = new Set<string>();
  const visit = async (from: string, applied: boolean): Promise<void> => {
    if (copied.has(from)) return;
    const inside = [...copied].some((other) => from.startsWith(other + sep));
    copied.add(from);
    if (!inside) await copyFolder(from, from, root);
    const file = kustomizationOf(from);
    if (!file) return;
    const { resources, bases, components, ...rest } = asMap((await readKustomization(file)).value);
    if (applied) targeted.push(...targetedIn(file, rest));
    for (const base of foldersIn(from, [...asList(resources), ...asList(bases)])) await visit(base, false);
    for (const component of foldersIn(from, asList(components))) await visit(component, applied);
  };
  await visit(folder, true);
  await becomeComponent(kustomizationOf(join(root, folder)));
  return { folder: join(root, folder), targeted };
}

async function readKustomization(file: string): Promise<{ document: Document.Parsed; value: unknown }> {
  const document = parseDocument(await readFile(file, 'utf8'));
  try {
    if (document.errors[0]) throw document.errors[0];
    return { document, value: document.toJS() };
  } catch (error) {
    throw new Error(`${file}: ${causeOf(error)}`);
  }
}

function targetedIn(file: string, kustomization: JsonMap): Targeted[] {
  return ['patches', 'patchesJson6902'].flatMap((field) =>
    asList(kustomization[field]).flatMap((patch, i) => {
      const { target } = asMap(patch);
      return target === undefined ? [] : [{ file, place: `${field}[${i}]`, target: asMap(target) }];
    }),
  );
}

function foldersIn(from: string, entries: readonly Json[]): string[] {
  return entries.flatMap((entry) => {
    const path = typeof entry === 'string' ? resolve(from, entry) : from;
    return path !== from && isFolder(path) ? [path] : [];
  });
}

async function becomeComponent(file: string | undefined): Promise<void> {
  if (!file) return;
  const { document, value } = await readKustomization(file);
  // What is no kustomization at all is kustomize's to refuse.
  if (Array.isArray(value) || typeof value === 'string') return;
  document.set('apiVersion', 'kustomize.config.k8s.io/v1alpha1');
  document.set('kind', 'Component');
  await writeFile(file, document.toString());
}

async function copyFolder(from: string, top: string, root: string): Promise<void> {
  await mkdir(join(root, from), { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const path = join(from, entry.name);
    if (entry.isDirectory() && entry.name !== '.git') await copyFolder(path, top, root);
    if (entry.isFile()) await copyFile(path, join(root, path));
    if (entry.isSymbolicLink()) await copyLink(path, top, root);
  }
}

// A link that stays in the folder leads to the copy; one that leaves it leads to where it did, and kustomize refuses it.
async function copyLink(path: string, top: string, root: string): Promise<void> {
  const to = await realpath(path).catch(() => undefined);
  if (to === undefined) return;
  const inside = to.startsWith(top + sep);
  await symlink(inside ? relative(dirname(join(root, path)), join(root, to)) : to, join(root, path));
}
