import type { Answers } from '../answers/schema.ts';
import type { Facts } from '../facts.ts';
import type { JsonMap, KubeObject } from '../kubernetes/object.ts';
import { asMap } from '../manifests/field.ts';
import { stackFileOrOurs } from '../manifests/file.ts';
import { inNamespace } from '../manifests/namespace.ts';
import { isPolicy } from '../network/policy.ts';
import type { Input } from '../step.ts';
import { type Text, text } from '../text.ts';
import { requireHost, tlsSecretName } from './address.ts';
import { ingressPolicy } from './ingress-policy.ts';

const FILE = 'preliminary/grafana-ingress.yaml';
/** The old way to name the class; the API refuses it beside ingressClassName. */
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
/** These make cert-manager write the Ingress's Secret by itself, which section 3.4 does already. */
const ISSUING_ANNOTATION = /^cert-manager\.io\/((cluster-)?issuer|issuer-(kind|group))$|^kubernetes\.io\/tls-acme$/;

/** Why Grafana has no Ingress; undefined when it has. */
export function whyNoIngress({ grafana }: Answers): Text | undefined {
  return grafana.expose === 'none' ? text('grafana.expose is none', 'grafana.expose가 none입니다') : undefined;
}

/**
 * Section 4.3: the stack's Ingress, or ours, for the host of the answers; and the policy that lets its controller in
 * where policies keep it out.
 */
export function ingressObjects(input: Input): KubeObject[] {
  const objects = stackFileOrOurs(input.stack.preliminary, FILE).map(({ object }) =>
    object.kind === 'Ingress' ? forHost(object, input) : inNamespace(object),
  );
  const kept = input.answers.network.policies === 'stack' ? objects : objects.filter((object) => !isPolicy(object));
  return [...kept, ...ingressPolicy(input, ingressClassOf(input))];
}

/** The Ingress of an earlier run, where Grafana isn't to be reached by one any more. */
export function needlessIngress({ stack, answers }: Input): KubeObject[] {
  if (!whyNoIngress(answers)) return [];
  const objects = stackFileOrOurs(stack.preliminary, FILE).map(({ object }) => inNamespace(object));
  return objects.filter(({ kind }) => kind === 'Ingress');
}

/** The class that the Ingress names: the answers', the cluster's, or the stack's. */
export function ingressClassOf({ stack, answers, facts }: Input): string | undefined {
  const ingress = stackFileOrOurs(stack.preliminary, FILE).find(({ object }) => object.kind === 'Ingress')?.object;
  const ofStack = asMap(ingress?.spec).ingressClassName ?? ingress?.metadata.annotations?.[CLASS_ANNOTATION];
  const name = answers.grafana.ingress.className ?? classOfCluster(facts) ?? ofStack;
  return name === undefined ? undefined : String(name);
}

function forHost(ingress: KubeObject, input: Input): KubeObject {
  const { answers } = input;
  const host = requireHost(answers);
  const old = ingress.metadata.annotations ?? {};
  const annotations = { ...keptAnnotations(old), ...answers.grafana.ingress.annotations };
  const ingressClassName = ingressClassOf(input);
  const { annotations: _, ...metadata } = ingress.metadata;
  return inNamespace({
    ...ingress,
    metadata: { ...metadata, ...(Object.keys(annotations).length > 0 && { annotations }) },
    spec: {
      ...asMap(ingress.spec),
      ...(ingressClassName !== undefined && { ingressClassName }),
      tls: [{ hosts: [host], secretName: tlsSecretName(answers) }],
      rules: [{ host, http: { paths: [toGrafana()] } }],
    },
  });
}

/** The cluster's default class, or its only one. */
function classOfCluster({ cluster }: Facts): string | undefined {
  const classes = cluster.ingressClasses;
  return (classes.find((each) => each.default) ?? (classes.length === 1 ? classes[0] : undefined))?.name;
}

function keptAnnotations(annotations: Record<string, string>): Record<string, string> {
  const kept = ([key]: [string, string]) => key !== CLASS_ANNOTATION && !ISSUING_ANNOTATION.test(key);
  return Object.fromEntries(Object.entries(annotations).filter(kept));
}

function toGrafana(): JsonMap {
  return { path: '/', pathType: 'Prefix', backend: { service: { name: 'grafana', port: { name: 'http' } } } };
}
