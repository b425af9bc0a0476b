import { type Document, LineCounter, parseAllDocuments, visit } from 'yaml';
import { causeOf, EXIT, RunbookError } from '../errors.ts';
import type { JsonMap, KubeObject, Manifest } from '../kubernetes/object.ts';
import { isClusterScoped } from '../kubernetes/scope.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import { type Text, text } from '../text.ts';

/**
 * The Kubernetes objects of one file; lists are taken apart.
 * @throws RunbookError with file:line:column when it is no YAML.
 */
export function parseManifests(file: string, content: string): Manifest[] {
  const crd = parseCrd(file, content);
  if (crd) return [crd];
  const objects = parseYaml(file, content).flatMap(items);
  return objects.filter(isObject).map((object) => ({ file, object: inNamespace(object) }));
}

/** The documents of one YAML file. @throws RunbookError with file:line:column */
export function parseYaml(file: string, content: string): unknown[] {
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
      return document.toJS() as unknown;
    } catch (error) {
      throw badFile(file, `${at(offendingAlias(document))} ${causeOf(error)}`);
    }
  });
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

function items(document: unknown): unknown[] {
  const list = document as { kind?: unknown; items?: unknown } | null;
  return typeof list?.kind === 'string' && list.kind.endsWith('List') && Array.isArray(list.items)
    ? list.items
    : [document];
}

function isObject(document: unknown): document is KubeObject {
  const { apiVersion, kind, metadata } = (document ?? {}) as JsonMap;
  return (
    typeof apiVersion === 'string' &&
    typeof kind === 'string' &&
    typeof (metadata as JsonMap | undefined)?.name === 'string'
  );
}

function inNamespace(object: KubeObject): KubeObject {
  if (object.metadata.namespace || isClusterScoped(object.kind)) return object;
  return { ...object, metadata: { ...object.metadata, namespace: NAMESPACE } };
}
