import type { ServiceFact } from '../facts.ts';
import type { KubeObject, Manifest } from '../kubernetes/object.ts';
import { asList, asMap, fieldAt } from '../manifests/field.ts';

const NAME_LABEL = 'app.kubernetes.io/name';
const PORT_NAME = 'https-metrics';

/** Which Services a monitor finds: their labels, and the name of the port. */
export interface Wants {
  labels: Record<string, string>;
  portName: string;
}

/** The manifest that has Prometheus scrape a component, known by its name or by the labels that it looks for. */
export function monitorOf(manifests: readonly Manifest[], component: string): KubeObject | undefined {
  return manifests.find(({ object }) => monitors(object, component))?.object;
}

/** Whether an object has Prometheus scrape a component. */
export function monitors(object: KubeObject, component: string): boolean {
  if (object.kind !== 'ServiceMonitor' && object.kind !== 'PodMonitor') return false;
  return object.metadata.name === component || Object.values(matchLabels(object)).includes(component);
}

/** What a Service needs for this ServiceMonitor to find it. */
export function wantsOf(monitor: KubeObject, component: string): Wants {
  const port = asMap(asList(fieldAt(monitor, 'spec', 'endpoints'))[0]).port;
  return {
    labels: { [NAME_LABEL]: component, ...(matchLabels(monitor) as Record<string, string>) },
    portName: typeof port === 'string' ? port : PORT_NAME,
  };
}

/** Whether a Service of somebody else already leads this monitor to pods with these labels. */
export function leads(
  service: ServiceFact,
  { labels, portName }: Wants,
  pods: readonly Record<string, string>[],
): boolean {
  const isFound = has(service.labels, labels) && service.ports.includes(portName);
  const { selector } = service;
  return isFound && (!selector || pods.length === 0 || pods.some((pod) => has(pod, selector)));
}

function matchLabels(monitor: KubeObject) {
  return asMap(fieldAt(monitor, 'spec', 'selector', 'matchLabels'));
}

function has(labels: Record<string, string>, wanted: Record<string, string>): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}
