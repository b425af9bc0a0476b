import type { Answers } from '../answers/schema.ts';
import type { ClusterFacts } from '../facts.ts';
import type { JsonMap } from '../kubernetes/object.ts';
import { asMap, withField } from '../manifests/field.ts';
import { placedPods } from '../placement/pods.ts';
import { proxyEnvironment } from '../proxy/environment.ts';
import { wayOut } from '../proxy/way-out.ts';

/** What answers of section 5.3 mean for the chart, whose objects no step of 5.3 sees: placement, proxy, interval. */
export function withSurroundings(
  values: JsonMap,
  answers: Pick<Answers, 'placement' | 'proxy' | 'prometheus'>,
  cluster?: ClusterFacts,
): JsonMap {
  const way = wayOut(answers, cluster);
  const { scrapeInterval } = answers.prometheus;
  const placed = { ...values, ...placedPods(values, answers.placement) };
  const proxied = way ? { ...placed, extraEnvs: { ...asMap(values.extraEnvs), ...proxyEnvironment(way) } } : placed;
  return scrapeInterval === undefined
    ? proxied
    : withField(proxied, ['metrics', 'serviceMonitor', 'scrapeInterval'], scrapeInterval);
}
