import type { JsonMap, KubeObject } from '../kubernetes/object.ts';

/** Why an object isn't ready yet, in the API's own words; undefined when it is, or when its kind has nothing to wait for. */
export type Readiness = (live: KubeObject) => string | undefined;

interface Status {
  observedGeneration?: number;
  replicas?: number;
  updatedReplicas?: number;
  availableReplicas?: number;
  readyReplicas?: number;
  currentRevision?: string;
  updateRevision?: string;
  desiredNumberScheduled?: number;
  updatedNumberScheduled?: number;
  numberAvailable?: number;
  phase?: string;
  conditions?: Condition[];
}

interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  observedGeneration?: number;
}

const BY_KIND: Record<string, Readiness> = {
  Namespace: (live) => phase(live, 'Active'),
  PersistentVolumeClaim: (live) => phase(live, 'Bound'),
  Deployment: (live) => observed(live) ?? deployment(live),
  StatefulSet: (live) => observed(live) ?? statefulSet(live),
  DaemonSet: (live) => observed(live) ?? daemonSet(live),
  Prometheus: (live) => condition(live, 'Reconciled') ?? condition(live, 'Available'),
  Alertmanager: (live) => condition(live, 'Reconciled') ?? condition(live, 'Available'),
  Certificate: (live) => condition(live, 'Ready'),
  Issuer: (live) => condition(live, 'Ready'),
  ClusterIssuer: (live) => condition(live, 'Ready'),
};

/** Whether there is anything to wait for with a kind. */
export function becomesReady(kind: string): boolean {
  return Object.hasOwn(BY_KIND, kind);
}

/** Why a live object isn't ready; undefined when it is. */
export function notReady(live: KubeObject): string | undefined {
  return becomesReady(live.kind) ? BY_KIND[live.kind]?.(live) : undefined;
}

function statusOf(live: KubeObject): Status {
  return (live.status ?? {}) as Status;
}

function phase(live: KubeObject, wanted: string): string | undefined {
  const seen = statusOf(live).phase ?? 'unknown';
  return seen === wanted ? undefined : seen;
}

function observed(live: KubeObject): string | undefined {
  const seen = statusOf(live).observedGeneration ?? 0;
  return seen < Number(live.metadata.generation) ? 'not seen by its controller yet' : undefined;
}

function deployment(live: KubeObject): string | undefined {
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0, conditions = [] } = statusOf(live);
  const wanted = Number((live.spec as JsonMap).replicas ?? 1);
  const stuck = conditions.find(({ type, status }) => type === 'Progressing' && status === 'False');
  if (stuck) return stuck.message ?? stuck.reason;
  if (updatedReplicas < wanted) return `${updatedReplicas} of ${wanted} updated`;
  if (replicas > updatedReplicas) return `${replicas - updatedReplicas} of the old ones still there`;
  return availableReplicas < wanted ? `${availableReplicas} of ${wanted} available` : undefined;
}

function statefulSet(live: KubeObject): string | undefined {
  const { updatedReplicas = 0, readyReplicas = 0, currentRevision, updateRevision } = statusOf(live);
  const wanted = Number((live.spec as JsonMap).replicas ?? 1);
  if (currentRevision !== updateRevision) return `${updatedReplicas} of ${wanted} updated`;
  return readyReplicas < wanted ? `${readyReplicas} of ${wanted} ready` : undefined;
}

function daemonSet(live: KubeObject): string | undefined {
  const { desiredNumberScheduled: wanted = 0, updatedNumberScheduled = 0, numberAvailable = 0 } = statusOf(live);
  if (updatedNumberScheduled < wanted) return `${updatedNumberScheduled} of ${wanted} updated`;
  return numberAvailable < wanted ? `${numberAvailable} of ${wanted} available` : undefined;
}

function condition(live: KubeObject, type: string): string | undefined {
  const found = statusOf(live).conditions?.find((each) => each.type === type);
  if (!found) return `no condition ${type} yet`;
  if ((found.observedGeneration ?? Number.MAX_SAFE_INTEGER) < Number(live.metadata.generation))
    return 'not seen by its controller yet';
  return found.status === 'True'
    ? undefined
    : [found.reason, found.message].filter(Boolean).join(': ') || `${type} is ${found.status}`;
}
