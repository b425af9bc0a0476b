import type { AnswersFile } from '../../lib/answers/schema.ts';
import { parseAnswers } from '../../lib/answers/validate.ts';
import type { ClusterFacts } from '../../lib/facts.ts';
import { type WayOut, wayOut } from '../../lib/proxy/way-out.ts';
import { PROXY } from './cases/proxied.ts';

export { PROXY };

/** What answers about a proxy make of the way out of a cluster. */
export function way(
  proxy: NonNullable<AnswersFile['proxy']> = { https: PROXY },
  cluster: Partial<ClusterFacts> = {},
): WayOut {
  const found = wayOut(parseAnswers({ proxy }), cluster);
  if (!found) throw new Error('these answers name no proxy');
  return found;
}
