import { cannotScrape, isBuiltIn } from '../etcd/distribution.ts';
import type { Facts } from '../facts.ts';
import { answerAt, type Draft, valueAt } from './draft.ts';
import { answersError } from './problem.ts';
import type { AnswersFile } from './schema.ts';

/**
 * Stops before anything is asked about ssh where the etcd of this distribution serves no metrics to a certificate. A
 * layout that is answered counts as another etcd than the distribution's own.
 * @throws RunbookError, exit 2, with the setting that opens a port for metrics
 */
export function checkEtcdSource(file: AnswersFile, { cluster }: Facts, interactive: boolean): void {
  const draft = file as Draft;
  const { distribution } = cluster;
  if (!distribution || !isBuiltIn(cluster) || valueAt(draft, 'etcd') === undefined) return;
  // A person who hasn't said where from is told by the question itself.
  const source = (interactive ? valueAt : answerAt)(draft, 'etcd.certificates.source');
  if (source !== 'ssh' || answerAt(draft, 'etcd.certificates.layout') !== 'auto') return;
  throw answersError([{ location: ['etcd', 'certificates', 'source'], what: cannotScrape(distribution.name) }]);
}
