import type { AnswersFile } from '../../lib/answers/schema.ts';
import { hasDownAlert } from '../../lib/control-plane/alerts.ts';
import type { ClusterFacts, ControlPlaneFact } from '../../lib/facts.ts';
import { type JsonMap, type Manifest, nameOf } from '../../lib/kubernetes/object.ts';
import { asList, fieldAt } from '../../lib/manifests/field.ts';
import { requireManifest } from '../../lib/manifests/find.ts';
import type { Stack } from '../../lib/stack.ts';
import type { Input } from '../../lib/step.ts';
import { controlPlane } from '../../steps/5.3-control-plane.ts';
import { inputOf } from './stack.ts';

/** The components that the step is about. */
export const COMPONENTS = ['kube-scheduler', 'kube-controller-manager'] as const;

/** The PrometheusRule with the alerts on them. */
export const RULES = 'kubernetes-monitoring-rules';

/** A component's pod on master1, as the survey tells of it. */
export const pod = (
  component: ControlPlaneFact['component'],
  more: Partial<ControlPlaneFact> = {},
): ControlPlaneFact => ({
  component,
  node: 'master1',
  labels: { component, tier: 'control-plane' },
  ...more,
});

/** The pods of both components on two masters, that listen there. */
export const pods = (bindAddress?: string) =>
  COMPONENTS.flatMap((component) =>
    ['master1', 'master2'].map((node) => pod(component, { node, ...(bindAddress && { bindAddress }) })),
  );

/** A cluster where both listen on all addresses. */
export const OPEN: Partial<ClusterFacts> = { controlPlane: pods('0.0.0.0') };

/** What the step does to a stack on such a cluster, with these answers. */
export function outcome(stack: Stack, cluster: Partial<ClusterFacts> = {}, answers: AnswersFile = {}) {
  const input = inputOf(stack, answers, cluster);
  const edited = controlPlane.customise?.(stack.manifests, input) ?? [];
  return {
    edited,
    kept: COMPONENTS.filter((name) => isMonitored(edited, name) && isWatched(edited, name)),
    left: COMPONENTS.filter((name) => isMonitored(edited, name) || isWatched(edited, name)),
    made: (controlPlane.desired?.(input, edited) ?? []).map(({ object }) => object),
    gone: names(input),
    notes: (controlPlane.notes?.(input) ?? []).map(({ en }) => en),
  };
}

const isMonitored = (all: readonly Manifest[], name: string) =>
  all.some(({ object }) => object.kind === 'ServiceMonitor' && object.metadata.name === name);
const isWatched = (all: readonly Manifest[], name: string) => all.some(({ object }) => hasDownAlert(object, name, '-'));
const names = (input: Input) => (controlPlane.obsolete?.(input) ?? []).map(nameOf);

/** The groups of that PrometheusRule. */
export const groupsOf = (all: readonly Manifest[]) =>
  asList(fieldAt(requireManifest(all, 'PrometheusRule', RULES).object, 'spec', 'groups')) as JsonMap[];

/** The names of its alerts. */
export const alertsOf = (all: readonly Manifest[]) =>
  groupsOf(all).flatMap((group) => (asList(group.rules) as JsonMap[]).flatMap(({ alert }) => alert ?? []));
