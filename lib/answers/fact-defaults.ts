import type { ClusterFacts, EtcdMemberFact, Facts } from '../facts.ts';
import { answerAt, type Draft, valueAt, withValue } from './draft.ts';
import type { AnswersFile } from './schema.ts';
import { checkedAnswers } from './validate.ts';

/** The class a cluster would take by itself: its only default. */
export function defaultStorageClass({ storageClasses }: ClusterFacts): string | undefined {
  return only(storageClasses.filter((each) => each.default))?.name;
}

/** The ingress class that needs no question: the only one, or the only default. */
export function defaultIngressClass({ ingressClasses }: ClusterFacts): string | undefined {
  return (only(ingressClasses) ?? only(ingressClasses.filter((each) => each.default)))?.name;
}

/** Members that were read from etcd's own configuration; control-plane nodes alone are only a suggestion. */
export function discoveredMembers({ etcd }: ClusterFacts): EtcdMemberFact[] {
  return etcd.filter((member) => member.from !== 'node');
}

/** Fills in what the answers leave out and the cluster decides. The class of volumes isn't: the stack comes before it. */
export function withFactDefaults(file: AnswersFile, { cluster }: Facts): AnswersFile {
  let draft: Draft = file as Draft;
  const fill = (path: string, value: string | string[] | undefined) => {
    if (value?.length && valueAt(draft, path) === undefined) draft = withValue(draft, path, value);
  };
  if (answerAt(draft, 'grafana.expose') === 'ingress') fill('grafana.ingress.className', defaultIngressClass(cluster));
  if (valueAt(draft, 'etcd') !== undefined) {
    fill(
      'etcd.endpoints',
      discoveredMembers(cluster).map((member) => member.address),
    );
  }
  return checkedAnswers(draft);
}

function only<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}
