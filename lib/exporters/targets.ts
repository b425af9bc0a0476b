import type { Answers } from '../answers/schema.ts';
import { usageError } from '../errors.ts';
import { text } from '../text.ts';
import { mysqldTarget } from './mysqld.ts';
import { redisTarget } from './redis.ts';
import { objectName, type Target } from './target.ts';

/** A Service's name is a DNS label. */
const LONGEST_NAME = 63;

/**
 * What the answers want watched.
 * @throws RunbookError for a name that no Service could have.
 */
export function exporterTargets({ mysqld, redis }: Answers['exporters']): Target[] {
  const targets = [...mysqld.map(mysqldTarget), ...redis.map(redisTarget)];
  const long = targets.map(objectName).filter((name) => name.length > LONGEST_NAME);
  if (long.length === 0) return targets;
  throw usageError(
    text('5.5 Names of exporters', '5.5 exporter 이름'),
    long.map((name) => text(`${name} is longer than ${LONGEST_NAME}`, `${name}이(가) ${LONGEST_NAME}자를 넘습니다`)),
    text('shorten the name in exporters', 'exporters의 name을 줄이십시오'),
  );
}
