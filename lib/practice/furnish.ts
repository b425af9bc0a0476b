import { RunbookError } from '../errors.ts';
import { type KubeObject, nameOf } from '../kubernetes/object.ts';
import { text } from '../text.ts';
import type { Answer, Api } from './api.ts';
import { clusterObjects, controlPlanePods, nodes } from './objects.ts';

const PLURALS: Record<string, string> = {
  Namespace: 'namespaces',
  ConfigMap: 'configmaps',
  Node: 'nodes',
  StorageClass: 'storageclasses',
  IngressClass: 'ingressclasses',
  CustomResourceDefinition: 'customresourcedefinitions',
};

/** Puts into the cluster what is there before the document begins. What is there already stays as it is. */
export async function furnish(api: Api): Promise<void> {
  await Promise.all([...clusterObjects(), ...nodes()].map((object) => createIfAbsent(api, object)));
  // A pod whose node isn't there is cleared away.
  await Promise.all(controlPlanePods().map((object) => createIfAbsent(api, object)));
}

/** Creates an object unless one of its name exists. */
export async function createIfAbsent(api: Api, object: KubeObject): Promise<void> {
  const folder = folderOf(object);
  const existing = await api.request('GET', `${folder}/${object.metadata.name}`);
  if (existing.status === 200) return;
  const answer = await api.request('POST', folder, JSON.stringify(object));
  if (answer.status !== 201 && answer.status !== 409) throw refused(object, answer);
}

/** The API path that lists an object's kind in its namespace. */
export function folderOf({ apiVersion, kind, metadata }: KubeObject): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${root}${metadata.namespace ? `/namespaces/${metadata.namespace}` : ''}/${PLURALS[kind] ?? `${kind.toLowerCase()}s`}`;
}

function refused(object: KubeObject, { status, body }: Answer): RunbookError {
  return new RunbookError({
    doing: text(`Creating ${nameOf(object)}`, `${nameOf(object)} 생성`),
    causes: [`${status} ${String(body.message ?? '')}`],
  });
}
