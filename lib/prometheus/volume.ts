import type { JsonMap, KubeObject, Manifest } from '../kubernetes/object.ts';
import { asList, asMap, fieldAt, withField } from '../manifests/field.ts';
import { withDefault, withValue } from '../manifests/value.ts';
import { claimsOf } from '../storage/claims-of.ts';
import { type Chooses, withClass } from '../storage/class.ts';
import { quantityOf } from './retention-size.ts';

/** What is wanted of a volume. */
interface Volume {
  /** As answered. */
  size: string | undefined;
  /** The size where neither the answers nor the stack name one. */
  otherwise: string;
}

/** What each gets where neither the answers nor the stack say anything. */
export const DEFAULT_SIZE = { prometheus: '50Gi', alertmanager: '5Gi', grafana: '10Gi' } as const;

const CLAIM = ['spec', 'storage', 'volumeClaimTemplate', 'spec'];
const CLASS = [...CLAIM, 'storageClassName'];
const SIZE = [...CLAIM, 'resources', 'requests', 'storage'];

/**
 * Gives a Prometheus or Alertmanager its volume (section 5.3). What the stack's claim says beyond the size stays; an
 * emptyDir goes, because the operator would prefer it to the claim.
 */
function withVolume(manifest: Manifest, { size, otherwise }: Volume): Manifest {
  const { emptyDir: _, ephemeral: __, ...storage } = asMap(fieldAt(manifest.object, 'spec', 'storage'));
  const { accessModes, ...claim } = asMap(fieldAt(manifest.object, ...CLAIM));
  const wanted: JsonMap = { ...claim, ...(asList(accessModes).length > 0 && { accessModes }) };
  const object = withField(withField(manifest.object, ['spec', 'storage'], storage), CLAIM, wanted);
  const claimed = withDefault({ ...manifest, object }, [...CLAIM, 'accessModes'], ['ReadWriteOnce']);
  return size === undefined ? withDefault(claimed, SIZE, otherwise) : withValue(claimed, SIZE, size);
}

/** The volume of a Prometheus or Alertmanager as the answers want it. */
export function withAnsweredVolume(manifest: Manifest, owner: 'prometheus' | 'alertmanager', input: Chooses): Manifest {
  const { answers, facts } = input;
  const { size } = answers.storage[owner];
  const replicas = owner === 'prometheus' ? answers.prometheus.replicas : undefined;
  const live = claimsOf(manifest.object, facts.cluster.claims, replicas);
  return withVolume(withClass(manifest, CLASS, input, live), { size, otherwise: DEFAULT_SIZE[owner] });
}

/** The size of its claim, a Kubernetes quantity. */
export function volumeSize(object: KubeObject): string | undefined {
  return quantityOf(fieldAt(object, ...SIZE));
}

/** The storage class of its claim. */
export function volumeClass(object: KubeObject): string | undefined {
  const className = fieldAt(object, ...CLASS);
  return typeof className === 'string' ? className : undefined;
}
