import { resolve } from 'node:path';
import { type Role, roleOf, type Shape, shapesAt } from './shape.ts';
import type { ScalarTree, Tree } from './tree.ts';

/** Makes a path absolute, from a folder; `~/` is the home folder. */
export function absolutePath(path: string, folder: string, home: string): string {
  return path === '~' || path.startsWith('~/') ? resolve(home, path.slice(2)) : resolve(folder, path);
}

/** Whether a name is meant as a path. */
export function looksLikePath(name: string): boolean {
  return /^(\.{0,2}\/|\.{1,2}$|~\/|~$)|^(?![a-z0-9+]+:\/\/).*\.tgz$/.test(name);
}

/** Makes every path in the answers absolute, each from the folder of the layer that it stands in. */
export function resolvePaths(tree: Tree, shapes: readonly Shape[], home: string): Tree {
  const role = roleOf(shapes);
  if ('scalar' in tree) return resolveScalar(tree, role, home);
  if ('items' in tree)
    return { ...tree, items: tree.items.map((item) => resolvePaths(item, shapesAt(shapes, 0), home)) };
  const fields = [...tree.fields].map(([key, field]) => {
    const { value } = field;
    const inSecret = role === 'secret' && key === 'file' && 'scalar' in value;
    const resolved = inSecret ? resolveScalar(value, 'path', home) : resolvePaths(value, shapesAt(shapes, key), home);
    return [key, { ...field, value: resolved }] as const;
  });
  return { ...tree, fields: new Map(fields) };
}

function resolveScalar(tree: ScalarTree, role: Role | undefined, home: string): ScalarTree {
  const { scalar, position } = tree;
  if (typeof scalar !== 'string' || scalar === '') return tree;
  const isPath = role === 'path' || (role === 'perhaps-path' && looksLikePath(scalar));
  return isPath ? { ...tree, scalar: absolutePath(scalar, position.folder, home) } : tree;
}
