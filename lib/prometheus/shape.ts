import type { Answers } from '../answers/schema.ts';
import { usageError } from '../errors.ts';
import type { JsonMap, Manifest } from '../kubernetes/object.ts';
import { asMap, fieldAt } from '../manifests/field.ts';
import { withValue } from '../manifests/value.ts';
import { text } from '../text.ts';
import { bytesOf } from './retention-size.ts';
import { scrapedEveryByDefault } from './scrape-interval.ts';

const RESOURCES = ['spec', 'resources'];

/** Section 5.3: the Prometheus with the shape that is answered; what isn't answered stays as the stack has it. */
export function shaped(manifest: Manifest, answers: Answers['prometheus']): Manifest {
  const { replicas, resources, scrapeInterval } = answers;
  const many = replicas === undefined ? manifest : withValue(manifest, ['spec', 'replicas'], replicas);
  const sized = resources ? withResources(many, resources) : many;
  return scrapeInterval === undefined ? sized : scrapedEveryByDefault(sized, scrapeInterval);
}

/**
 * The stack's amounts with those answered in their place, key by key.
 * @throws RunbookError (exit 2) where more is requested than the limit: the pods could not be made.
 */
function withResources(manifest: Manifest, answered: NonNullable<Answers['prometheus']['resources']>): Manifest {
  const old = asMap(fieldAt(manifest.object, ...RESOURCES));
  const merged = (key: 'requests' | 'limits'): JsonMap => ({ ...asMap(old[key]), ...answered[key] });
  const [requests, limits] = [merged('requests'), merged('limits')];
  const over = Object.keys(limits).filter((key) => bytesOf(String(requests[key])) > bytesOf(String(limits[key])));
  if (over.length > 0) throw overLimit(over, requests, limits);
  return withValue(manifest, RESOURCES, {
    ...old,
    ...(Object.keys(requests).length > 0 && { requests }),
    ...(Object.keys(limits).length > 0 && { limits }),
  });
}

function overLimit(keys: readonly string[], requests: JsonMap, limits: JsonMap) {
  return usageError(
    text('5.3 Resources of Prometheus', '5.3 Prometheus 리소스'),
    keys.map((key) =>
      text(
        `prometheus.resources: ${key} requests ${requests[key]}, over its limit of ${limits[key]}`,
        `prometheus.resources: ${key} 요청량 ${requests[key]}이(가) 제한 ${limits[key]}보다 큽니다`,
      ),
    ),
    text(
      'raise prometheus.resources.limits too; what the answers leave out is the stack’s',
      'prometheus.resources.limits도 올리십시오. 답변에 없는 값은 스택의 값입니다',
    ),
  );
}
