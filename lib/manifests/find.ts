import { RunbookError } from '../errors.ts';
import type { KubeObject, Manifest } from '../kubernetes/object.ts';
import { text } from '../text.ts';

/** The manifest of this kind and name; undefined when there is none. The namespace matters only where names repeat. */
export function findManifest(
  manifests: readonly Manifest[],
  kind: string,
  name: string,
  namespace?: string,
): Manifest | undefined {
  return manifests.find(({ object }) => isIt(object, kind, name, namespace));
}

/**
 * The manifest of this kind and name, for a step that can't do without.
 * @throws RunbookError naming what the stack lacks.
 */
export function requireManifest(
  manifests: readonly Manifest[],
  kind: string,
  name: string,
  namespace?: string,
): Manifest {
  const found = findManifest(manifests, kind, name, namespace);
  if (!found) throw lacking(manifests, kind, name);
  return found;
}

/**
 * The manifests with one object edited. The edit gets a copy, which it may change and return; what was given stays as
 * it was, and the other manifests are the very same.
 * @throws RunbookError naming what the stack lacks.
 */
export function replaceObject(
  manifests: readonly Manifest[],
  kind: string,
  name: string,
  edit: (object: KubeObject) => KubeObject,
  namespace?: string,
): Manifest[] {
  const whole = ({ file, object, byDefault }: Manifest) => ({
    file,
    object: edit(object),
    ...(byDefault && { byDefault }),
  });
  return replaceManifest(manifests, kind, name, whole, namespace);
}

/** The same, for an edit that has to say more of the manifest than its object. @throws RunbookError */
export function replaceManifest(
  manifests: readonly Manifest[],
  kind: string,
  name: string,
  edit: (manifest: Manifest) => Manifest,
  namespace?: string,
): Manifest[] {
  const found = requireManifest(manifests, kind, name, namespace);
  const edited = edit(structuredClone(found));
  return manifests.map((manifest) => (manifest === found ? edited : manifest));
}

function isIt({ kind, metadata }: KubeObject, wanted: string, name: string, namespace?: string): boolean {
  return kind === wanted && metadata.name === name && (namespace === undefined || metadata.namespace === namespace);
}

function lacking(manifests: readonly Manifest[], kind: string, name: string): RunbookError {
  const sameKind = manifests.filter(({ object }) => object.kind === kind);
  const there = sameKind.map(({ file, object }) => `${object.metadata.name} (${file})`).slice(0, 8);
  return new RunbookError({
    doing: text(`Looking for ${kind} ${name} in the stack`, `스택에서 ${kind} ${name} 찾기`),
    causes: [
      text(`the stack has no ${kind} named ${name}`, `스택에 이름이 ${name}인 ${kind}이(가) 없습니다`),
      there.length > 0
        ? text(`of this kind it has: ${there.join(', ')}`, `스택에 있는 같은 종류의 객체: ${there.join(', ')}`)
        : text(`it has no ${kind} at all`, `스택에 ${kind}이(가) 하나도 없습니다`),
    ],
    hint: text(
      'check stack.source, stack.ref and stack.directory in the answers: the folder must hold all of kube-prometheus manifests/',
      '답변의 stack.source, stack.ref, stack.directory를 확인하십시오. 폴더에 kube-prometheus의 manifests/가 모두 있어야 합니다',
    ),
  });
}
