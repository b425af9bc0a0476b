import type { ControlPlaneFact } from '../facts.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { requireManifest } from '../manifests/find.ts';
import { readConfig } from '../manifests/template.ts';
import { COMPONENTS, type Component } from './components.ts';
import type { Wants } from './monitors.ts';

/** Labels that select a component's pods and no others, the most usual first. */
const SELECTORS = ['component', 'k8s-app'];

/** The headless Service by which a ServiceMonitor of the stack finds a component's pods. */
export function componentService(component: Component, wants: Wants, pods: readonly ControlPlaneFact[]): KubeObject {
  const template = bareService(component);
  const port = pods.find((pod) => pod.port !== undefined)?.port ?? COMPONENTS[component].port;
  const key = SELECTORS.find((each) => pods.every(({ labels }) => labels[each] === component)) ?? 'component';
  return {
    ...template,
    metadata: { ...template.metadata, labels: { ...template.metadata.labels, ...wants.labels } },
    spec: {
      type: 'ClusterIP',
      clusterIP: 'None',
      selector: { [key]: component },
      ports: [{ name: wants.portName, port, targetPort: port, protocol: 'TCP' }],
    },
  };
}

/** The same as its file has it: enough to say which object it is. */
export function bareService(component: Component): KubeObject {
  return requireManifest(readConfig('manifests/control-plane.yaml'), 'Service', component).object;
}
