import type { IngressControllerFact } from '../facts.ts';
import type { Client } from '../kubernetes/client.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { fieldAt } from '../manifests/field.ts';
import { unlessForbidden } from './forbidden.ts';
import { flagOf, isAlive } from './pod-flags.ts';

/** A kind of ingress controller: how its pods are labelled, and what its IngressClass and its flags are called. */
interface Family {
  names: readonly string[];
  controller: string;
  /** Flag that names the class it serves. */
  className?: string;
  /** Flag that names the controller that its classes must name. */
  controllerFlag?: string;
}

const FAMILIES: readonly Family[] = [
  {
    names: ['ingress-nginx', 'rke2-ingress-nginx', 'nginx-ingress-controller'],
    controller: 'k8s.io/ingress-nginx',
    className: 'ingress-class',
    controllerFlag: 'controller-class',
  },
  { names: ['nginx-ingress'], controller: 'nginx.org/ingress-controller', className: 'ingress-class' },
  {
    names: ['traefik'],
    controller: 'traefik.io/ingress-controller',
    className: 'providers.kubernetesingress.ingressclass',
  },
  { names: ['kubernetes-ingress'], controller: 'haproxy.org/ingress-controller', className: 'ingress.class' },
  {
    names: ['haproxy-ingress'],
    controller: 'haproxy-ingress.github.io/controller',
    className: 'ingress-class',
  },
  { names: ['kong', 'ingress-kong'], controller: 'ingress-controllers.konghq.com/kong' },
  { names: ['contour', 'envoy'], controller: 'projectcontour.io' },
  { names: ['istio-ingressgateway'], controller: 'istio.io/ingress-controller' },
];

const KEYS = ['app.kubernetes.io/name', 'app'];
/** Pods of the same name that serve nobody from outside. */
const BESIDE = /^(admission-webhook|default-?backend)$/;

/** Where ingress controllers run, by the labels that the common ones have; nothing where pods can't be listed. */
export async function findIngressControllers(
  client: Client,
  unreadable: (kind: string) => void,
): Promise<IngressControllerFact[]> {
  const names = FAMILIES.flatMap((family) => family.names).join(',');
  const lists = await Promise.all(
    KEYS.map((key) =>
      unlessForbidden(
        async () => (await client.list('v1', 'Pod', { labelSelector: `${key} in (${names})` })).items,
        () => unreadable('Pod'),
      ),
    ),
  );
  return ingressControllerFacts(lists.flatMap((pods) => pods ?? []));
}

/** One fact for all pods that are alike. */
export function ingressControllerFacts(pods: readonly KubeObject[]): IngressControllerFact[] {
  const facts = pods.filter(isAlive).flatMap(controllerFact);
  const alike = new Map(facts.map((fact) => [JSON.stringify(fact), fact]));
  return [...alike.keys()].sort().flatMap((key) => alike.get(key) ?? []);
}

function controllerFact(pod: KubeObject): IngressControllerFact[] {
  const { labels = {}, namespace = '' } = pod.metadata;
  const family = FAMILIES.find(({ names }) => KEYS.some((key) => names.includes(labels[key] ?? '')));
  if (!family || BESIDE.test(labels['app.kubernetes.io/component'] ?? '')) return [];
  const className = family.className && flagOf(pod, family.className);
  const controller = (family.controllerFlag && flagOf(pod, family.controllerFlag)) || family.controller;
  const hostNetwork = fieldAt(pod, 'spec', 'hostNetwork') === true;
  return [{ namespace, ...(className && { className }), controller, hostNetwork }];
}
