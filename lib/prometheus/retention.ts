import type { Answers } from '../answers/schema.ts';
import type { Manifest } from '../kubernetes/object.ts';
import { fieldAt } from '../manifests/field.ts';
import { withDefault, withValue } from '../manifests/value.ts';
import { defaultRetentionSize, smaller } from './retention-size.ts';
import { volumeSize } from './volume.ts';

/** How long Prometheus keeps where neither the answers nor the stack say it. */
export const DEFAULT_RETENTION = '15d';

const RETENTION = ['spec', 'retention'];
const RETENTION_SIZE = ['spec', 'retentionSize'];

/**
 * How long and how much Prometheus keeps (section 5.3): as answered, else as the stack has it, else 15 days and 85 % of
 * the volume. A size that is answered takes the place of the stack's limit too, which was made for another volume.
 * `live` is the size of the smallest volume that there is already: until it has grown, it is what has to do.
 */
export function retain(manifest: Manifest, answers: Answers['storage']['prometheus'], live?: string): Manifest {
  const { size, retention, retentionSize } = answers;
  const kept = retention
    ? withValue(manifest, RETENTION, retention)
    : withDefault(manifest, RETENTION, DEFAULT_RETENTION);
  const limit = retentionSize ?? (size && defaultRetentionSize(smaller(size, live)));
  if (limit) return withValue(kept, RETENTION_SIZE, limit);
  if (fieldAt(kept.object, ...RETENTION_SIZE) !== undefined) return kept;
  const volume = volumeSize(kept.object);
  return volume === undefined ? kept : withDefault(kept, RETENTION_SIZE, defaultRetentionSize(smaller(volume, live)));
}
