import type { KubeObject } from '../kubernetes/object.ts';
import { asList, asMap, fieldAt, withField } from '../manifests/field.ts';

/** What the answers say about a volume. */
export interface Volume {
  size: string;
  className?: string | undefined;
}

const CLAIM = ['spec', 'storage', 'volumeClaimTemplate', 'spec'];

/**
 * Gives a Prometheus or Alertmanager its volume (section 5.3). What the stack's claim says beyond class and size stays;
 * an emptyDir goes, because the operator would prefer it to the claim.
 */
export function withVolume(object: KubeObject, { size, className }: Volume): KubeObject {
  const { emptyDir: _, ephemeral: __, ...storage } = asMap(fieldAt(object, 'spec', 'storage'));
  const claim = asMap(fieldAt(object, ...CLAIM));
  const accessModes = asList(claim.accessModes);
  const resources = asMap(claim.resources);
  return withField(withField(object, ['spec', 'storage'], storage), CLAIM, {
    ...claim,
    accessModes: accessModes.length > 0 ? accessModes : ['ReadWriteOnce'],
    ...(className !== undefined && { storageClassName: className }),
    resources: { ...resources, requests: { ...asMap(resources.requests), storage: size } },
  });
}
