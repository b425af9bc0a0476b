import type { Manifest } from '../kubernetes/object.ts';

/**
 * The CRD that a file holds by itself; undefined for any other file. A CRD is half a megabyte of schema that nothing here
 * looks into, so only its name is read.
 */
export function parseCrd(file: string, raw: string): Manifest | undefined {
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
