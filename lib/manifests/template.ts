import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import type { KubeObject, Manifest } from '../kubernetes/object.ts';

const CONFIGS = new URL('../../configs/', import.meta.url);

/**
 * The objects of a file under the project's configs/, such as `cert-manager/ca.yaml`; new ones at every call.
 * These files are part of the program, so one that can't be read or parsed is a bug of ours.
 */
export function readConfig(path: string): Manifest[] {
  return parseAllDocuments(readConfigText(path))
    .map((document) => {
      if (document.errors[0]) throw document.errors[0];
      return document.toJS() as KubeObject | null;
    })
    .filter((object) => object !== null)
    .map((object) => ({ file: `configs/${path}`, object }));
}

/** The text of a file under the project's configs/, for templates that aren't Kubernetes objects. */
export function readConfigText(path: string): string {
  return readFileSync(new URL(path, CONFIGS), 'utf8');
}
