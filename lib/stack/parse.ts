import type { KubeObject, Manifest } from '../kubernetes/object.ts';
import { isClusterScoped } from '../kubernetes/scope.ts';
import { asMap } from '../manifests/field.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import { type Text, text } from '../text.ts';
import { badFile } from './bad-file.ts';
import { parseCrd } from './crd.ts';
import { type Placed, parsed } from './yaml.ts';

/**
 * The Kubernetes objects of one file; lists are taken apart, and documents that say nothing are passed over.
 * @throws RunbookError with file:line:column when it is no YAML, or holds what is no Kubernetes object.
 */
export function parseManifests(file: string, content: string): Manifest[] {
  const crd = parseCrd(file, content);
  if (crd) return [crd];
  return parsed(file, content)
    .flatMap(items)
    .filter(({ value }) => value !== null && value !== undefined)
    .map(({ value, place }) => {
      if (!isObject(value)) throw badFile(file, noObject(place, value));
      return { file, object: inNamespace(value) };
    });
}

function items({ value, place, items: starts }: Placed): { value: unknown; place: string }[] {
  const list = value as { kind?: unknown; items?: unknown } | null;
  return typeof list?.kind === 'string' && list.kind.endsWith('List') && Array.isArray(list.items)
    ? list.items.map((item: unknown, i) => ({ value: item, place: starts[i] ?? place }))
    : [{ value, place }];
}

function isObject(value: unknown): value is KubeObject {
  return lacking(value).length === 0;
}

/** What an object of Kubernetes has and this hasn't. */
function lacking(value: unknown): string[] {
  const { apiVersion, kind, metadata } = asMap(value);
  const found = { apiVersion, kind, 'metadata.name': asMap(metadata).name };
  return Object.entries(found).flatMap(([key, part]) => (typeof part === 'string' && part !== '' ? [] : [key]));
}

function noObject(place: string, value: unknown): Text {
  const missing = lacking(value).join(', ');
  return text(
    `${place} is no Kubernetes object: it has no ${missing}`,
    `${place} Kubernetes 객체가 아닙니다. 없는 항목: ${missing}`,
  );
}

function inNamespace(object: KubeObject): KubeObject {
  if (object.metadata.namespace || isClusterScoped(object.kind)) return object;
  return { ...object, metadata: { ...object.metadata, namespace: NAMESPACE } };
}
