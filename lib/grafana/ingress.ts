import type { Answers } from '../answers/schema.ts';
import type { Facts } from '../facts.ts';
import type { JsonMap, KubeObject } from '../kubernetes/object.ts';
import { asMap, fieldAt } from '../manifests/field.ts';
import { stackFileOrOurs } from '../manifests/file.ts';
import { findManifest } from '../manifests/find.ts';
import { inNamespace } from '../manifests/namespace.ts';
import { readConfig } from '../manifests/template.ts';
import type { Input } from '../step.ts';
import { type Text, text } from '../text.ts';
import { requireHost, tlsSecretName } from './address.ts';
import { isIsolated } from './isolation.ts';

const FILE = 'preliminary/grafana-ingress.yaml';
const POLICY_FILE = 'preliminary/grafana-ingress-networkPolicy.yaml';
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
 * where the stack's policies keep it out.
 */
export function ingressObjects(input: Input): KubeObject[] {
  const objects = stackFileOrOurs(input.stack.preliminary, FILE).map(({ object }) =>
    object.kind === 'Ingress' ? forHost(object, input) : inNamespace(object),
  );
  return isIsolated(input.stack) ? [...objects, ...admittingPolicy(input)] : objects;
}

/** That policy of an earlier run, where by itself it would now keep out everybody else. */
export function needlessPolicy(input: Input): KubeObject[] {
  return isIsolated(input.stack) ? [] : admittingPolicy(input);
}

function admittingPolicy(input: Input): KubeObject[] {
  return readConfig(POLICY_FILE).map(({ object }) => admitting(object, input));
}

function forHost(ingress: KubeObject, { answers, facts }: Input): KubeObject {
  const host = requireHost(answers);
  const old = ingress.metadata.annotations ?? {};
  const annotations = { ...keptAnnotations(old), ...answers.grafana.ingress.annotations };
  const ofStack = asMap(ingress.spec).ingressClassName ?? old[CLASS_ANNOTATION];
  const ingressClassName = answers.grafana.ingress.className ?? classOfCluster(facts) ?? ofStack;
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

function admitting(policy: KubeObject, { stack, answers }: Input): KubeObject {
  const deployment = findManifest(stack.manifests, 'Deployment', 'grafana')?.object;
  const matchLabels = fieldAt(deployment, 'spec', 'selector', 'matchLabels') ?? { 'app.kubernetes.io/name': 'grafana' };
  const controller = { 'kubernetes.io/metadata.name': answers.grafana.ingress.namespace };
  const rule = {
    from: [{ namespaceSelector: { matchLabels: controller } }],
    ports: [{ port: 3000, protocol: 'TCP' }],
  };
  return { ...policy, spec: { ...asMap(policy.spec), podSelector: { matchLabels }, ingress: [rule] } };
}
