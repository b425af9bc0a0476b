import type { Manifest } from '../kubernetes/object.ts';
import { withField } from '../manifests/field.ts';
import { requireManifest } from '../manifests/find.ts';
import { inNamespace } from '../manifests/namespace.ts';
import { readConfig } from '../manifests/template.ts';
import { withDefault, withValue } from '../manifests/value.ts';
import { DEFAULT_SIZE } from '../prometheus/volume.ts';
import type { Stack } from '../stack.ts';
import type { Input } from '../step.ts';
import { classAt, withClass } from '../storage/class.ts';
import { claimOfStack, mountedClaim } from './stack-claim.ts';
import { FILES } from './stack-files.ts';

const SIZE = ['spec', 'resources', 'requests', 'storage'];
const CLASS = ['spec', 'storageClassName'];
const MODES = ['spec', 'accessModes'];

/** Section 4.4: the stack's claim, or ours, with class and size of the answers. */
export function claimManifest(input: Input): Manifest {
  const claim = claimOf(input.stack);
  const { size } = input.answers.storage.grafana;
  const sized = size ? withValue(claim, SIZE, size) : withDefault(claim, SIZE, DEFAULT_SIZE.grafana);
  const live = (input.facts.cluster.claims ?? []).filter(({ name }) => name === claim.object.metadata.name);
  const classed = withClass(sized, CLASS, input, live);
  return { ...classed, object: inNamespace(classed.object) };
}

/** The same beside what there is: a claim that has its volume keeps its class and modes, which nobody can change. */
export function claimBeside(input: Input): Manifest {
  const wanted = claimManifest(input);
  const { claims = [] } = input.facts.cluster;
  const live = claims.find(({ name, bound }) => bound && name === wanted.object.metadata.name);
  if (!live) return wanted;
  const classed = withField(wanted.object, CLASS, live.className);
  return { ...wanted, object: live.accessModes ? withField(classed, MODES, live.accessModes) : classed };
}

/** The class that the stack's own claim names. */
export function classOfStackClaim(stack: Stack): string | undefined {
  return classAt(claimOf(stack), CLASS);
}

/** The name of that claim, which the Deployment's volume refers to. */
export function claimName(stack: Stack): string {
  return claimOf(stack).object.metadata.name;
}

/** The claim that the stack has, or ours under the name by which the stack's Deployment mounts one already. */
function claimOf(stack: Stack): Manifest {
  const ofStack = claimOfStack(stack);
  if (ofStack) return ofStack;
  const ours = requireManifest(readConfig(FILES.claim), 'PersistentVolumeClaim', 'grafana-pvc');
  const mounted = mountedClaim(stack.manifests);
  return mounted === undefined ? ours : withValue(ours, ['metadata', 'name'], mounted);
}
