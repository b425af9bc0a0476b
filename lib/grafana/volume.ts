import type { Answers } from '../answers/schema.ts';
import type { ClaimFact } from '../facts.ts';
import type { Manifest } from '../kubernetes/object.ts';
import { withField } from '../manifests/field.ts';
import { stackFileOrOurs } from '../manifests/file.ts';
import { requireManifest } from '../manifests/find.ts';
import { inNamespace } from '../manifests/namespace.ts';
import { readConfig } from '../manifests/template.ts';
import { withDefault, withValue } from '../manifests/value.ts';
import { DEFAULT_SIZE } from '../prometheus/volume.ts';
import type { Stack } from '../stack.ts';

const FILE = 'preliminary/grafana-pvc.yaml';
const SIZE = ['spec', 'resources', 'requests', 'storage'];
const CLASS = ['spec', 'storageClassName'];
const KIND = 'PersistentVolumeClaim';

/** Section 4.4: the stack's claim, or ours, with class and size of the answers. */
export function claimManifest(stack: Stack, { storage: { grafana, className } }: Answers): Manifest {
  const claim = claimOfFile(stack);
  const sized = grafana.size ? withValue(claim, SIZE, grafana.size) : withDefault(claim, SIZE, DEFAULT_SIZE.grafana);
  const classed = className ? withValue(sized, CLASS, className) : sized;
  return { ...classed, object: inNamespace(classed.object) };
}

/** The same beside what there is: a claim that has its volume keeps its class, which nobody can change. */
export function claimBeside(stack: Stack, answers: Answers, claims: readonly ClaimFact[] = []): Manifest {
  const wanted = claimManifest(stack, answers);
  const live = claims.find(({ name, bound }) => bound && name === wanted.object.metadata.name);
  return live ? { ...wanted, object: withField(wanted.object, CLASS, live.className) } : wanted;
}

/** The name of that claim, which the Deployment's volume refers to. */
export function claimName(stack: Stack): string {
  return claimOfFile(stack).object.metadata.name;
}

function claimOfFile(stack: Stack): Manifest {
  const ofStack = stackFileOrOurs(stack.preliminary, FILE).find(({ object }) => object.kind === KIND);
  return ofStack ?? requireManifest(readConfig(FILE), KIND, 'grafana-pvc');
}
