import { ApiError } from './api-error.ts';
import { createDiscovery, type Discovery } from './discovery.ts';
import { FIELD_MANAGER } from './field-manager.ts';
import type { Json, JsonMap, KubeObject } from './object.ts';
import { APPLY_PATCH, createTransport, type Method, type Request } from './transport.ts';

export interface ApplyOptions {
  dryRun?: boolean;
  /** Take fields that another manager owns. */
  force?: boolean;
  /** Ask only for the metadata of what would come of it. */
  metadataOnly?: boolean;
}

export interface ListOptions {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
}

export interface List {
  items: KubeObject[];
  resourceVersion: string;
}

export interface RemoveOptions {
  dryRun?: boolean;
  propagation?: 'Foreground' | 'Background' | 'Orphan';
  /** Deletes only this very object, not one of the same name made since. */
  uid?: string;
}

export interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: KubeObject;
}

/** The requests this project makes of a Kubernetes API; every one rejects with ApiError on a refusal. */
export interface Client extends Discovery {
  /** undefined when the object, its namespace or its kind doesn't exist. */
  get(object: KubeObject): Promise<KubeObject | undefined>;
  /** As get, but only the metadata: for CRDs, of half a megabyte each. */
  getMetadata(object: KubeObject): Promise<KubeObject | undefined>;
  /**
   * Every object of a kind, in one namespace when given; none when the API doesn't serve the kind. `metadataOnly` is for
   * Secrets whose content is none of our business.
   */
  list(apiVersion: string, kind: string, where?: ListOptions & { metadataOnly?: boolean }): Promise<List>;
  /** Server-side apply; `body` takes the place of the object as it stands, for files sent raw. */
  apply(object: KubeObject, options?: ApplyOptions, body?: string): Promise<KubeObject>;
  /** PUT. */
  replace(object: KubeObject, options?: { dryRun?: boolean }): Promise<KubeObject>;
  /** JSON Patch. */
  patch(object: KubeObject, operations: Json[]): Promise<KubeObject>;
  /** Deletes; true when it was there. */
  remove(object: KubeObject, options?: RemoveOptions): Promise<boolean>;
  /** Follows a kind from a resourceVersion on; ends when the server ends it or the signal comes. */
  watch(
    apiVersion: string,
    kind: string,
    where: ListOptions,
    from: string,
    signal: AbortSignal,
  ): AsyncIterable<WatchEvent>;
  /** GET of any path. */
  read(path: string): Promise<JsonMap>;
  close(): Promise<void>;
}

const METADATA_ONLY = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';
const METADATA_LIST = METADATA_ONLY.replace('PartialObjectMetadata', 'PartialObjectMetadataList');
const JSON_PATCH = 'application/json-patch+json';

/** A client over the socket of `kubectl proxy`. */
export function createClient(socket: string): Client {
  const transport = createTransport(socket);
  const discovery = createDiscovery((path, unavailable) =>
    transport.send({ method: 'GET', path, ...(unavailable && { unavailable }) }),
  );

  const read = async (object: KubeObject, accept?: string) => {
    const path = await discovery.pathOf(object).catch(whenUnserved);
    if (!path) return undefined;
    const found = await transport.send({ method: 'GET', path, ...(accept && { accept }) }).catch(whenAbsent);
    return found && ({ ...found, apiVersion: object.apiVersion, kind: object.kind } as KubeObject);
  };
  const write = async (method: Method, object: KubeObject, query: Query, request: Partial<Request>) => {
    const path = `${await discovery.pathOf(object)}?${params({ fieldManager: FIELD_MANAGER, ...query })}`;
    const written = await transport.send({ method, path, ...request });
    return { ...written, apiVersion: object.apiVersion, kind: object.kind } as KubeObject;
  };

  return {
    ...discovery,
    read: (path) => transport.send({ method: 'GET', path }),
    get: (object) => read(object),
    getMetadata: (object) => read(object, METADATA_ONLY),
    list: async (apiVersion, kind, { namespace, metadataOnly, ...where } = {}) => {
      const path = await discovery.collectionOf(apiVersion, kind, namespace).catch(whenUnserved);
      if (!path) return { items: [], resourceVersion: '' };
      const accept = metadataOnly && { accept: METADATA_LIST };
      return listed(
        await transport.send({ method: 'GET', path: `${path}?${params(where)}`, ...accept }),
        apiVersion,
        kind,
      );
    },
    apply: (object, { dryRun, force = false, metadataOnly } = {}, body = JSON.stringify(object)) => {
      const request = { body, contentType: APPLY_PATCH, ...(metadataOnly && { accept: METADATA_ONLY }) };
      return write('PATCH', object, { force: String(force), dryRun: dryRun && 'All' }, request);
    },
    replace: (object, { dryRun } = {}) =>
      write('PUT', object, { dryRun: dryRun && 'All' }, { body: JSON.stringify(object) }),
    patch: (object, operations) =>
      write('PATCH', object, {}, { body: JSON.stringify(operations), contentType: JSON_PATCH }),
    remove: async (object, { dryRun, propagation: propagationPolicy = 'Background', uid } = {}) => {
      const path = await discovery.pathOf(object).catch(whenUnserved);
      if (!path) return false;
      const body = { propagationPolicy, ...(uid && { preconditions: { uid } }), ...(dryRun && { dryRun: ['All'] }) };
      return Boolean(await transport.send({ method: 'DELETE', path, body: JSON.stringify(body) }).catch(whenAbsent));
    },
    watch: async function* (apiVersion, kind, { namespace, ...where }, resourceVersion, signal) {
      const path = await discovery.collectionOf(apiVersion, kind, namespace);
      const lines = transport.follow(`${path}?${params({ ...where, watch: 'true', resourceVersion })}`, signal);
      for await (const line of lines) yield JSON.parse(line) as WatchEvent;
    },
    close: transport.close,
  };
}

type Query = { [name: string]: string | false | undefined };

function params(query: Query | ListOptions): URLSearchParams {
  return new URLSearchParams(Object.entries(query).filter(([, value]) => value) as [string, string][]);
}

// The items of a list come without their kind; an empty list of metadata alone has none, not an empty one.
function listed(answer: JsonMap, apiVersion: string, kind: string): List {
  const { items, metadata } = answer as unknown as {
    items: KubeObject[] | null;
    metadata: { resourceVersion: string };
  };
  return {
    items: (items ?? []).map((item) => ({ ...item, apiVersion, kind })),
    resourceVersion: metadata.resourceVersion,
  };
}

function whenAbsent(error: unknown): undefined {
  if (error instanceof ApiError && error.status === 404) return undefined;
  throw error;
}

function whenUnserved(error: unknown): undefined {
  if (error instanceof ApiError && error.unserved) return undefined;
  throw error;
}
