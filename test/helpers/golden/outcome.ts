import type { AnswersFile } from '../../../lib/answers/schema.ts';
import { Sealed } from '../../../lib/answers/secret.ts';
import { resolve } from '../../../lib/desired.ts';
import type { ClusterFacts, HostFacts } from '../../../lib/facts.ts';
import type { Helm } from '../../../lib/helm/helm.ts';
import type { Json, JsonMap, KubeObject } from '../../../lib/kubernetes/object.ts';
import { nameOf } from '../../../lib/kubernetes/object.ts';
import { readConfigText } from '../../../lib/manifests/template.ts';
import type { Ports } from '../../../lib/ports.ts';
import type { Stack } from '../../../lib/stack.ts';
import type { Input } from '../../../lib/step.ts';
import { STEPS } from '../../../steps/index.ts';
import { inputOf } from '../stack.ts';
import { readable } from './readable.ts';

/** What stands in a row, besides its name: answers over the barest ones, and what the survey would have found. */
export interface Circumstances {
  /** What it is held against, and put over; left out: the barest answers. */
  from?: Circumstances;
  answers?: AnswersFile;
  cluster?: Partial<ClusterFacts>;
  hosts?: HostFacts;
}

/** All that a run over a stack would want, in a form that a person can read. */
export interface Outcome {
  /** Name, such as `Secret monitoring/x`, to the object. */
  objects: Map<string, JsonMap>;
  /** What must not stand beside them. */
  deletes: string[];
  /** Values of the helm release of section 6. */
  helm: JsonMap;
}

/** The stack as it is, before any step. */
export function untouched(stack: Stack): Outcome {
  const { manifests, setup, certManager, preliminary } = stack;
  const all = [...manifests, ...setup, ...certManager, ...preliminary].map(({ object }) => object);
  return { objects: named(all), deletes: [], helm: stack.msteamsValues ?? {} };
}

/** What the runbook makes of a stack. */
export async function outcome(stack: Stack, circumstances: Circumstances): Promise<Outcome> {
  const { answers, cluster, hosts } = wholeOf(circumstances);
  const input = inputOf(stack, answers, cluster);
  const whole: Input = hosts ? { ...input, facts: { ...input.facts, hosts } } : input;
  const resolved = resolve(STEPS, new Set(STEPS), whole);
  const wanted = resolved.flatMap((item) => item.wanted);
  return {
    objects: named(wanted.map(({ object }) => object)),
    deletes: resolved.flatMap(({ obsolete }) => obsolete.map(nameOf)).sort(),
    helm: await helmValues(whole),
  };
}

/** What has no default. */
const BAREST: AnswersFile = {
  cluster: { name: 'prod-1' },
  storage: { className: 'fast' },
  grafana: { host: 'grafana.example.com', ingress: { className: 'nginx' } },
};

const CLUSTER: Partial<ClusterFacts> = {
  namespaces: ['kube-system', 'ingress-nginx'],
  kinds: ['cert-manager.io/Certificate'],
  ingressControllers: [{ namespace: 'ingress-nginx', className: 'nginx', hostNetwork: false }],
  controlPlane: [
    { component: 'kube-scheduler', bindAddress: '0.0.0.0', labels: { component: 'kube-scheduler' } },
    { component: 'kube-controller-manager', bindAddress: '0.0.0.0', labels: { component: 'kube-controller-manager' } },
  ],
  nodes: [{ name: 'n1', addresses: ['10.0.0.21'], controlPlane: false, kwok: false }],
};

function wholeOf({ from, answers = {}, cluster, hosts }: Circumstances): Required<
  Omit<Circumstances, 'from' | 'hosts'>
> & {
  hosts?: HostFacts;
} {
  const below = from ? wholeOf(from) : { answers: BAREST, cluster: CLUSTER };
  return {
    answers: over(below.answers as JsonMap, answers as JsonMap) as AnswersFile,
    cluster: { ...below.cluster, ...cluster },
    ...(hosts ? { hosts } : 'hosts' in below && { hosts: below.hosts }),
  };
}

/** Maps merge key by key and references to secrets are replaced whole, as layers of answers do. */
function over(under: JsonMap, map: JsonMap): JsonMap {
  const isMap = (value: unknown): value is JsonMap =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const entries = Object.entries(map).map(([key, value]) => {
    const below = under[key];
    return [key, isMap(below) && isMap(value) && !isSecret(value) ? over(below, value) : value] as const;
  });
  return { ...under, ...Object.fromEntries(entries) };
}

function isSecret(value: JsonMap): boolean {
  return 'env' in value || 'file' in value || ('secret' in value && 'key' in value);
}

function named(objects: readonly KubeObject[]): Map<string, JsonMap> {
  return new Map(objects.map((object) => [nameOf(object), readable(object)]));
}

/** What section 6.3 would hand to helm; every secret reads as the place that it comes from. */
async function helmValues(input: Input): Promise<JsonMap> {
  const step = STEPS.find(({ name }) => name === 'msteams-release');
  if (!step?.work || step.leftOut?.(input)) return {};
  const handed: JsonMap[] = [];
  const helm: Partial<Helm> = {
    chart: async () => ({ path: '/chart', name: 'prometheus-msteams', version: '1.3.6' }),
    release: async () => undefined,
    upgrade: async (_name, _chart, values) => void handed.push(values),
  };
  const read: Ports['secrets']['read'] = async (ref) =>
    new Sealed(`https://${'env' in ref ? ref.env.toLowerCase().replaceAll('_', '-') : 'elsewhere'}.example.com`);
  const work = await step.work(input, {
    helm: helm as Helm,
    secrets: { read },
    masters: {} as Ports['masters'],
    tell: () => {},
    hide: () => {},
  });
  await work.apply();
  return withoutCard(handed[0] ?? {}) as JsonMap;
}

/** Our own card is named, not repeated. */
function withoutCard(value: Json | undefined): Json | undefined {
  const card = readConfigText('msteams/card.tmpl');
  return JSON.parse(JSON.stringify(value), (_key, inner) => (inner === card ? 'configs/msteams/card.tmpl' : inner));
}
