import { type Document, isNode, isSeq, LineCounter, parseAllDocuments, visit } from 'yaml';
import { causeOf, EXIT, RunbookError } from '../errors.ts';
import type { KubeObject, Manifest } from '../kubernetes/object.ts';
import { isClusterScoped } from '../kubernetes/scope.ts';
import { asMap } from '../manifests/field.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import { type Text, text } from '../text.ts';

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

/** The documents of one YAML file. @throws RunbookError with file:line:column */
export function parseYaml(file: string, content: string): unknown[] {
  return parsed(file, content).map(({ value }) => value);
}

/** A value of a file, and where it starts: file:line:column. */
interface Placed {
  value: unknown;
  place: string;
  /** Where the items of a list start. */
  items: string[];
}

function parsed(file: string, content: string): Placed[] {
  const lineCounter = new LineCounter();
  const at = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const documents = parseAllDocuments(content, { lineCounter, prettyErrors: false });
  return ('empty' in documents ? [] : documents).map((document) => {
    const [error] = document.errors;
    if (error) throw badFile(file, `${at(error.pos[0])} ${error.message}`);
    try {
      const place = at(document.contents?.range?.[0] ?? 0);
      return { value: document.toJS() as unknown, place, items: startsOfItems(document).map(at) };
    } catch (error) {
      throw badFile(file, `${at(offendingAlias(document))} ${causeOf(error)}`);
    }
  });
}

function startsOfItems(document: Document.Parsed): number[] {
  const list = document.getIn(['items'], true);
  return isSeq(list) ? list.items.map((item) => (isNode(item) ? (item.range?.[0] ?? 0) : 0)) : [];
}

/** Where the first alias stands that leads nowhere; at the start when it is something else that can't be read. */
function offendingAlias(document: Document.Parsed): number {
  let found = 0;
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document)) return undefined;
      found = alias.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return found;
}

/** A stack's file that can't be used. */
export function badFile(file: string, cause: Text | string): RunbookError {
  return new RunbookError({
    exit: EXIT.preflight,
    section: '2.1',
    doing: text(`Read the stack's ${file}`, `스택의 ${file} 읽기`),
    causes: [cause],
    hint: text(
      'Nothing was changed. Put the file right in its source.',
      '변경된 것은 없습니다. 원본에서 파일을 바로잡으십시오.',
    ),
  });
}

// A CRD is half a megabyte of schema that nothing here looks into; only its name is read.
function parseCrd(file: string, raw: string): Manifest | undefined {
  const several = /\n---/.test(raw.replace(/^(?:[ \t]*(?:#.*)?\r?\n)*---/, ''));
  if (several || !/^kind: CustomResourceDefinition\s*$/m.test(raw)) return undefined;
  const metadata = raw.match(/^metadata:[ \t]*\r?\n((?:[ \t]+.*\r?\n)+)/m)?.[1];
  const name = metadata?.match(/^ {2}name: ([a-z0-9.-]+)\s*$/m)?.[1];
  if (!name) return undefined;
  return {
    file,
    raw,
    object: { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name } },
  };
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
