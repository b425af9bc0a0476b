import type { Answers } from '../answers/schema.ts';
import type { ClusterFacts } from '../facts.ts';

/** Names and an address that are nobody's (RFC 2606, RFC 5737). */
const HOST = 'grafana.invalid';
const ADDRESS = '192.0.2.1';
const INGRESS = 'unknown';

/**
 * Answers that need no cluster and no master to be carried out on paper: what is missing, or would be read from there,
 * has something in its place that no image depends on.
 */
export function withStandIns(answers: Answers): Answers {
  const { grafana, etcd } = answers;
  const { ingress } = grafana;
  const { certificates } = etcd ?? {};
  const endpoints = etcd?.endpoints ?? [ADDRESS];
  return {
    ...answers,
    grafana: {
      ...grafana,
      host: grafana.host ?? HOST,
      ingress: { ...ingress, namespace: ingress.namespace ?? INGRESS },
    },
    ...(etcd &&
      certificates && {
        etcd: { ...etcd, endpoints, events: false, certificates: { ...certificates, source: 'none' } },
      }),
  };
}

/** What is known of a cluster that nobody looked at. */
export const NO_CLUSTER: ClusterFacts = {
  context: '',
  server: '',
  uid: '',
  version: '',
  nodes: [],
  storageClasses: [],
  ingressClasses: [],
  namespaces: [],
  kinds: [],
  etcd: [],
};
