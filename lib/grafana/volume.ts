import type { Answers } from '../answers/schema.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { withField } from '../manifests/field.ts';
import { stackFileOrOurs } from '../manifests/file.ts';
import { requireManifest } from '../manifests/find.ts';
import { inNamespace } from '../manifests/namespace.ts';
import { readConfig } from '../manifests/template.ts';
import type { Stack } from '../stack.ts';

const FILE = 'preliminary/grafana-pvc.yaml';
const KIND = 'PersistentVolumeClaim';

/** Section 4.4: the stack's claim, or ours, with class and size of the answers. */
export function claimObject(stack: Stack, { storage }: Answers): KubeObject {
  const sized = withField(claimOfFile(stack), ['spec', 'resources', 'requests', 'storage'], storage.grafana.size);
  return inNamespace(storage.className ? withField(sized, ['spec', 'storageClassName'], storage.className) : sized);
}

/** The name of that claim, which the Deployment's volume refers to. */
export function claimName(stack: Stack): string {
  return claimOfFile(stack).metadata.name;
}

function claimOfFile(stack: Stack): KubeObject {
  const ofStack = stackFileOrOurs(stack.preliminary, FILE).find(({ object }) => object.kind === KIND);
  return (ofStack ?? requireManifest(readConfig(FILE), KIND, 'grafana-pvc')).object;
}
