import { parseAllDocuments } from 'yaml';
import type { JsonMap, KubeObject } from '../kubernetes/object.ts';

/** A release at its newest revision. */
export interface Release {
  status: string;
  revision: number;
  /** When that revision was begun, in milliseconds since 1970 by the clock of the machine that began it. */
  since?: number;
  /** `prometheus-msteams-1.3.6` */
  chart: string;
  /** Digest of the chart's files, where we installed them from a path. */
  digest?: string;
  /** The values that the last install or upgrade was given. */
  values: JsonMap;
}

const DIGEST = /^chart sha256:([0-9a-f]{64})$/;

/** How the digest of a chart stands in the description of a revision. */
export function described(digest: string): string {
  return `chart sha256:${digest}`;
}

/** The newest revision that `helm history --output=json` tells of. */
export function newestOf(history: string): Omit<Release, 'values'> | undefined {
  const revisions = JSON.parse(history) as {
    revision: number;
    updated?: string;
    status: string;
    chart: string;
    description?: string;
  }[];
  const newest = revisions.toSorted((a, b) => a.revision - b.revision).at(-1);
  if (!newest) return undefined;
  const { status, revision, chart, updated, description } = newest;
  const since = Date.parse(updated ?? '');
  const digest = DIGEST.exec(description ?? '')?.[1];
  return { status, revision, chart, ...(since > 0 && { since }), ...(digest && { digest }) };
}

/** The objects in a manifest as helm rendered it, each with its namespace. */
export function objectsIn(rendered: string, namespace: string): KubeObject[] {
  const documents = parseAllDocuments(rendered);
  const objects = ('empty' in documents ? [] : documents).map((document) => document.toJS() as KubeObject | null);
  return objects
    .filter((object): object is KubeObject => object !== null)
    .map((object) => ({ ...object, metadata: { namespace, ...object.metadata } }));
}
