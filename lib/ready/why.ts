import type { Client } from '../kubernetes/client.ts';
import type { JsonMap, KubeObject } from '../kubernetes/object.ts';

interface ContainerStatus {
  name: string;
  state?: {
    waiting?: { reason?: string; message?: string };
    terminated?: { reason?: string; message?: string; exitCode: number };
  };
}

/** Kinds whose pods tell why they aren't ready, and the labels that find the pods. */
function podLabels({ kind, metadata, spec }: KubeObject): string | undefined {
  const selector = (spec as { selector?: { matchLabels?: Record<string, string> } } | undefined)?.selector?.matchLabels;
  if (selector)
    return Object.entries(selector)
      .map(([key, value]) => `${key}=${value}`)
      .join(',');
  const operated = kind === 'Prometheus' || kind === 'Alertmanager';
  return operated
    ? `app.kubernetes.io/name=${kind.toLowerCase()},app.kubernetes.io/instance=${metadata.name}`
    : undefined;
}

/** Why an object is stuck: the state of its pods' containers, and the newest warnings about it and them. */
export async function whyStuck(client: Pick<Client, 'get' | 'list'>, object: KubeObject): Promise<string[]> {
  const live = (await client.get(object)) ?? object;
  const namespace = live.metadata.namespace ?? '';
  const labelSelector = podLabels(live);
  const pods = labelSelector ? (await client.list('v1', 'Pod', { namespace, labelSelector })).items : [];
  const names = [live.metadata.name, ...pods.map(({ metadata }) => metadata.name)];
  const warnings = await Promise.all(names.slice(0, 5).map((name) => newestWarning(client, namespace, name)));
  return [...new Set([...pods.flatMap(podTrouble), ...warnings.flat()])].slice(0, 6);
}

function podTrouble({ metadata, status }: KubeObject): string[] {
  const {
    containerStatuses = [],
    initContainerStatuses = [],
    conditions = [],
  } = (status ?? {}) as {
    containerStatuses?: ContainerStatus[];
    initContainerStatuses?: ContainerStatus[];
    conditions?: { type: string; status: string; reason?: string; message?: string }[];
  };
  const waiting = [...initContainerStatuses, ...containerStatuses].flatMap(({ name, state }) => {
    const why = state?.waiting ?? state?.terminated;
    return why?.reason
      ? [`pod ${metadata.name}, container ${name}: ${[why.reason, why.message].filter(Boolean).join(': ')}`]
      : [];
  });
  const unscheduled = conditions.filter(({ type, status: state }) => type === 'PodScheduled' && state === 'False');
  return [
    ...waiting,
    ...unscheduled.map(
      ({ reason, message }) => `pod ${metadata.name}: ${[reason, message].filter(Boolean).join(': ')}`,
    ),
  ];
}

async function newestWarning(client: Pick<Client, 'list'>, namespace: string, name: string): Promise<string[]> {
  const fieldSelector = `involvedObject.name=${name},type=Warning`;
  const { items } = await client.list('v1', 'Event', { namespace, fieldSelector });
  const when = (event: KubeObject) => String(event.lastTimestamp ?? (event as JsonMap).eventTime ?? '');
  const newest = items.sort((a, b) => when(a).localeCompare(when(b))).at(-1);
  return newest ? [`event ${name}: ${newest.reason}: ${newest.message}`] : [];
}
