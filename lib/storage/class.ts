import { defaultStorageClass } from '../answers/fact-defaults.ts';
import type { ClaimFact, ClusterFacts } from '../facts.ts';
import type { Manifest } from '../kubernetes/object.ts';
import { fieldAt, withField } from '../manifests/field.ts';
import { withDefault, withValue } from '../manifests/value.ts';
import type { Input } from '../step.ts';

/** The storage class of a volume, and who decided it. */
export type ClassChoice = { by: 'answer' | 'stack' | 'live' | 'cluster'; className: string } | { by: 'nobody' };

/**
 * A class never changes later, so nobody's is replaced without need: the answer, else the stack's own where the cluster
 * has it, else the one that all the volumes have that are there, else the cluster's only default.
 */
export function chooseClass(
  own: string | undefined,
  { answers, facts: { cluster } }: Chooses,
  live: readonly ClaimFact[],
): ClassChoice {
  const answered = answers.storage.className;
  if (answered !== undefined) return { by: 'answer', className: answered };
  if (own !== undefined && isUsable(own, cluster)) return { by: 'stack', className: own };
  const kept = classOfAll(live.filter(({ bound }) => bound));
  if (kept !== undefined) return { by: 'live', className: kept };
  const className = defaultStorageClass(cluster);
  return className === undefined ? { by: 'nobody' } : { by: 'cluster', className };
}

/**
 * A manifest with the class of its claim, which stands at `path`; `live` are the claims that there are of it. Where
 * nobody decides, it is as it was.
 */
export function withClass(
  manifest: Manifest,
  path: readonly string[],
  input: Chooses,
  live: readonly ClaimFact[],
): Manifest {
  const choice = chooseClass(classAt(manifest, path), input, live);
  if (choice.by === 'answer') return withValue(manifest, path, choice.className);
  if (choice.by === 'stack' || choice.by === 'nobody') return manifest;
  const object = withField(manifest.object, path, undefined);
  return withDefault({ ...manifest, object }, path, choice.className);
}

/** What decides it. */
export type Chooses = Pick<Input, 'answers' | 'facts'>;

/** The class that a manifest names at a path. */
export function classAt({ object }: Manifest, path: readonly string[]): string | undefined {
  const className = fieldAt(object, ...path);
  return typeof className === 'string' ? className : undefined;
}

/** The class that all of these claims have; undefined where they have several, or none is named. */
function classOfAll(claims: readonly ClaimFact[]): string | undefined {
  const [className, ...others] = new Set(claims.map((claim) => claim.className));
  return others.length === 0 ? className : undefined;
}

/** An empty name asks for no class; where no class is seen at all, it is still to come, or nobody may look. */
function isUsable(name: string, { storageClasses }: ClusterFacts): boolean {
  return name === '' || storageClasses.length === 0 || storageClasses.some((each) => each.name === name);
}
