import { ApiError } from './api-error.ts';
import type { JsonMap, KubeObject } from './object.ts';

/** How the API serves a kind. */
export interface Resource {
  /** `deployments` */
  plural: string;
  namespaced: boolean;
}

export interface Discovery {
  /** @throws ApiError (`unserved`) when the API doesn't serve the kind. */
  resourceOf(apiVersion: string, kind: string): Promise<Resource>;
  /** URL path of an object. @throws ApiError (`unserved`) */
  pathOf(object: KubeObject): Promise<string>;
  /** URL path of all objects of a kind. @throws ApiError (`unserved`) */
  collectionOf(apiVersion: string, kind: string, namespace?: string): Promise<string>;
  /** The API's preferred version of a group, as an apiVersion; undefined when there is no such group. */
  preferredVersion(group: string): Promise<string | undefined>;
  /** Forgets what is served: CRDs came or went. */
  rediscover(): void;
}

/** GET of a path; `final` takes a 503 for an answer, instead of asking again for a while. */
type Read = (path: string, unavailable?: 'final') => Promise<JsonMap>;
type Resources = Map<string, Resource>;

/** Asks what the API serves, one request for each group version and only when it is needed. */
export function createDiscovery(read: Read): Discovery {
  const served = new Map<string, Promise<Resources>>();
  const resourcesOf = (apiVersion: string) => {
    const known = served.get(apiVersion) ?? readResources(read, apiVersion);
    served.set(apiVersion, known);
    known.catch(() => served.delete(apiVersion));
    return known;
  };
  const resourceOf = async (apiVersion: string, kind: string) => {
    const resource = (await resourcesOf(apiVersion)).get(kind);
    if (!resource) throw ApiError.unserved(apiVersion, kind);
    return resource;
  };
  const collectionOf = async (apiVersion: string, kind: string, namespace?: string) => {
    const { plural, namespaced } = await resourceOf(apiVersion, kind);
    return `${root(apiVersion)}${namespaced && namespace ? `/namespaces/${namespace}` : ''}/${plural}`;
  };
  return {
    resourceOf,
    collectionOf,
    pathOf: async ({ apiVersion, kind, metadata }) =>
      `${await collectionOf(apiVersion, kind, metadata.namespace)}/${encodeURIComponent(metadata.name)}`,
    preferredVersion: (group) => preferred(read, group),
    rediscover: () => served.clear(),
  };
}

function root(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

async function readResources(read: Read, apiVersion: string): Promise<Resources> {
  const answer = await read(root(apiVersion), 'final').catch(async (error) => {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 404 || (error.status === 503 && (await isAggregated(read, apiVersion)))) return NONE;
    // The API server itself is away: that says nothing of what it serves.
    if (error.status === 503) return read(root(apiVersion));
    throw error;
  });
  const resources = answer.resources as unknown as { name: string; kind: string; namespaced: boolean }[];
  const whole = resources.filter(({ name }) => !name.includes('/'));
  return new Map(whole.map(({ name, kind, namespaced }) => [kind, { plural: name, namespaced }]));
}

const NONE: JsonMap = { resources: [] };

/** Whether another server answers for this group version; while that one is away, nobody can use what it serves. */
async function isAggregated(read: Read, apiVersion: string): Promise<boolean> {
  const [group, version] = apiVersion.split('/');
  if (version === undefined) return false;
  const found = read(`/apis/apiregistration.k8s.io/v1/apiservices/${version}.${group}`, 'final');
  return found.then(
    ({ spec }) => Boolean((spec as JsonMap | undefined)?.service),
    // Who may not look can't tell, and must not be kept from everything else.
    (error) => error instanceof ApiError && error.status === 403,
  );
}

async function preferred(read: Read, group: string): Promise<string | undefined> {
  if (!group) return 'v1';
  const answer = await read(`/apis/${group}`).catch((error) => {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  });
  return (answer?.preferredVersion as unknown as { groupVersion: string } | undefined)?.groupVersion;
}
