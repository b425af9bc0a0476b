import type { Answers } from '../answers/schema.ts';
import type { Facts } from '../facts.ts';
import { type KubeObject, keyOf } from '../kubernetes/object.ts';
import { asMap } from '../manifests/field.ts';
import { requireManifest } from '../manifests/find.ts';
import { inNamespace } from '../manifests/namespace.ts';
import { readConfig } from '../manifests/template.ts';
import { isPolicy } from '../network/policy.ts';
import type { Stack } from '../stack.ts';
import type { Input } from '../step.ts';
import { type Text, text } from '../text.ts';
import { requireHost, tlsSecretName } from './address.ts';
import { companions } from './companions.ts';
import { CLASS_ANNOTATION, keptAnnotations, rewriteNotes } from './ingress-annotations.ts';
import { ingressPolicy } from './ingress-policy.ts';
import { isShared, routing, routingNotes, withoutGrafana } from './ingress-routing.ts';
import { FILES } from './stack-files.ts';
import { ingressOfStack, secretsOf } from './stack-ingress.ts';

/** Why section 4.3 has no Ingress to make; undefined when it has, be it one that leads to others only from now on. */
export function whyNoIngress({ stack, answers }: Pick<Input, 'stack' | 'answers'>): Text | undefined {
  if (!isHidden(answers) || isShared(asMap(ingressOf(stack).spec))) return undefined;
  return text('grafana.expose is none', 'grafana.expose가 none입니다');
}

function isHidden({ grafana }: Answers): boolean {
  return grafana.expose === 'none';
}

/**
 * Section 4.3: the stack's Ingress, or ours, for the host of the answers; and the policy that lets its controller in
 * where policies keep it out.
 */
export function ingressObjects(input: Input): KubeObject[] {
  const beside = companions(input.stack, 'ingress');
  const kept = input.answers.network.policies === 'stack' ? beside : beside.filter((object) => !isPolicy(object));
  if (isHidden(input.answers)) return [withoutUs(ingressOf(input.stack)), ...kept];
  return [forHost(ingressOf(input.stack), input), ...kept, ...ingressPolicy(input, ingressClassOf(input))];
}

/** Ingresses of an earlier run, where Grafana isn't to be reached by one any more, or by the stack's in place of ours. */
export function needlessIngress(input: Input): KubeObject[] {
  const { stack } = input;
  const [wanted, ours] = [inNamespace(ingressOf(stack)), ownIngress()];
  const others = keyOf(ours) === keyOf(wanted) ? [] : [ours];
  if (!whyNoIngress(input)) return others;
  return [wanted, ...others, ...companions(stack, 'ingress').filter(({ kind }) => kind === 'Ingress')];
}

/** The class that the Ingress names: the answers', the cluster's, or the stack's. */
export function ingressClassOf({ stack, answers, facts }: Input): string | undefined {
  const { metadata, spec } = ingressOf(stack);
  const ofStack = asMap(spec).ingressClassName ?? metadata.annotations?.[CLASS_ANNOTATION];
  const name = answers.grafana.ingress.className ?? classOfCluster(facts) ?? ofStack;
  return name === undefined ? undefined : String(name);
}

/** What of the stack's Ingress doesn't hold any more, and how to have it so. */
export function ingressNotes(input: Input): Text[] {
  const { metadata, spec } = ingressOf(input.stack);
  if (isHidden(input.answers)) return [];
  return [
    ...otherSecretNotes(input),
    ...routingNotes(asMap(spec), requireHost(input.answers)),
    ...rewriteNotes(metadata.annotations ?? {}, isShared(asMap(spec))),
  ];
}

function otherSecretNotes({ stack, answers }: Input): Text[] {
  const named = secretsOf(ingressOfStack(stack));
  const [secret] = named;
  const used = tlsSecretName(stack, answers);
  if (secret === undefined || named.includes(used) || answers.grafana.certificate.source === 'secret') return [];
  return [
    text(
      `The stack's Ingress takes its certificate from Secret ${secret}, which no Certificate of the stack writes: it will take it from ${used}. To use ${secret} answer grafana.certificate: { source: secret, name: ${secret} }.`,
      `스택의 Ingress는 Secret ${secret}의 인증서를 사용하지만 스택에 이를 발급하는 Certificate가 없으므로 ${used}을(를) 사용하도록 바꿉니다. ${secret}을(를) 사용하려면 grafana.certificate를 { source: secret, name: ${secret} }(으)로 지정하십시오.`,
    ),
  ];
}

function ingressOf(stack: Stack): KubeObject {
  return ingressOfStack(stack)?.object ?? ownIngress();
}

function ownIngress(): KubeObject {
  return requireManifest(readConfig(FILES.ingress), 'Ingress', 'grafana-ingress').object;
}

function withoutUs(ingress: KubeObject): KubeObject {
  return inNamespace({ ...ingress, spec: withoutGrafana(asMap(ingress.spec)) });
}

function forHost(ingress: KubeObject, input: Input): KubeObject {
  const { stack, answers } = input;
  const host = requireHost(answers);
  const kept = keptAnnotations(ingress.metadata.annotations ?? {}, isShared(asMap(ingress.spec)));
  const annotations = { ...kept, ...answers.grafana.ingress.annotations };
  const ingressClassName = ingressClassOf(input);
  const { annotations: _, ...metadata } = ingress.metadata;
  return inNamespace({
    ...ingress,
    metadata: { ...metadata, ...(Object.keys(annotations).length > 0 && { annotations }) },
    spec: {
      ...asMap(ingress.spec),
      ...(ingressClassName !== undefined && { ingressClassName }),
      ...routing(asMap(ingress.spec), host, tlsSecretName(stack, answers)),
    },
  });
}

/** The cluster's default class, or its only one. */
function classOfCluster({ cluster }: Facts): string | undefined {
  const classes = cluster.ingressClasses;
  return (classes.find((each) => each.default) ?? (classes.length === 1 ? classes[0] : undefined))?.name;
}
