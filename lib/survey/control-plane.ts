import type { ClusterFacts, ControlPlaneFact, ServiceFact } from '../facts.ts';
import { isOurs } from '../inventory/ours.ts';
import type { Client } from '../kubernetes/client.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { asList, asMap, fieldAt } from '../manifests/field.ts';
import { unlessForbidden } from './forbidden.ts';
import { flagOf } from './pod-flags.ts';

const SYSTEM = 'kube-system';
const COMPONENTS = ['kube-scheduler', 'kube-controller-manager'] as const;
/** Labels that tell the component: kubeadm's and kubespray's, and that of some others. */
const KEYS = ['component', 'k8s-app'] as const;

/** How scheduler and controller-manager listen, and which Services of others there are beside them (FIELD-NOTES 1). */
export async function readControlPlane(
  client: Client,
  unreadable: (kind: string) => void,
): Promise<Pick<ClusterFacts, 'controlPlane' | 'systemServices'>> {
  const list = (kind: string, labelSelector?: string) =>
    unlessForbidden(
      async () => (await client.list('v1', kind, { namespace: SYSTEM, ...(labelSelector && { labelSelector }) })).items,
      () => unreadable(kind),
    );
  const [services, ...pods] = await Promise.all([
    list('Service'),
    ...KEYS.map((key) => list('Pod', `${key} in (${COMPONENTS.join(',')})`)),
  ]);
  const seen = pods.some((each) => each === undefined) ? undefined : pods.flatMap((each) => each ?? []);
  return {
    ...(seen && { controlPlane: controlPlaneFacts(seen) }),
    ...(services && { systemServices: services.filter((service) => !isOurs(service)).map(serviceFact) }),
  };
}

/** A fact for each pod of the two components; a pod that has both labels counts once. */
export function controlPlaneFacts(pods: readonly KubeObject[]): ControlPlaneFact[] {
  const byName = new Map(pods.map((pod) => [pod.metadata.name, pod]));
  return [...byName.values()].flatMap((pod) => {
    const labels = pod.metadata.labels ?? {};
    const component = COMPONENTS.find((name) => KEYS.some((key) => labels[key] === name));
    return component ? [controlPlaneFact(component, pod)] : [];
  });
}

function controlPlaneFact(component: ControlPlaneFact['component'], pod: KubeObject): ControlPlaneFact {
  const bindAddress = flagOf(pod, 'bind-address');
  const port = flagOf(pod, 'secure-port');
  const node = fieldAt(pod, 'spec', 'nodeName');
  return {
    component,
    ...(bindAddress !== undefined && { bindAddress }),
    ...(port !== undefined && { port: Number(port) }),
    ...(typeof node === 'string' && { node }),
    labels: pod.metadata.labels ?? {},
  };
}

function serviceFact({ metadata, spec }: KubeObject): ServiceFact {
  const { ports, selector } = asMap(spec);
  return {
    name: metadata.name,
    labels: metadata.labels ?? {},
    ports: asList(ports).map((port) => String(asMap(port).name ?? '')),
    ...(selector !== undefined && { selector: selector as Record<string, string> }),
  };
}
