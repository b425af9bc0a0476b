import type { Manifest } from '../kubernetes/object.ts';
import { asList, asMap, fieldAt } from '../manifests/field.ts';
import { isOfFile } from '../manifests/file.ts';
import { findManifest } from '../manifests/find.ts';
import { likeliest } from '../manifests/likeliest.ts';
import type { Stack } from '../stack.ts';
import { DATA_FOLDER } from './mounts.ts';
import { besideManifests, FILES, saysGrafana } from './stack-files.ts';

/** The stack's claim for Grafana (section 4.4), whatever its file and its name; undefined where it has none. */
export function claimOfStack(stack: Pick<Stack, 'certManager' | 'preliminary' | 'manifests'>): Manifest | undefined {
  const all = [...besideManifests(stack), ...stack.manifests];
  const mounted = mountedClaim(stack.manifests);
  return likeliest(
    all.filter(({ object }) => object.kind === 'PersistentVolumeClaim'),
    [({ object }) => object.metadata.name === mounted, saysGrafana, (manifest) => isOfFile(manifest, FILES.claim)],
  );
}

/** Name of the claim that Grafana's Deployment has its data in, as the stack has it; undefined where that is no claim. */
export function mountedClaim(manifests: readonly Manifest[]): string | undefined {
  const pod = fieldAt(findManifest(manifests, 'Deployment', 'grafana')?.object, 'spec', 'template', 'spec');
  const mounts = asList(fieldAt(pod, 'containers')).flatMap((container) => asList(asMap(container).volumeMounts));
  const volume = mounts.map(asMap).find(({ mountPath }) => mountPath === DATA_FOLDER)?.name;
  const claim = asList(fieldAt(pod, 'volumes'))
    .map(asMap)
    .find(({ name }) => name !== undefined && name === volume);
  const name = fieldAt(claim, 'persistentVolumeClaim', 'claimName');
  return typeof name === 'string' ? name : undefined;
}
