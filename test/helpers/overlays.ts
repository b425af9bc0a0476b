import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { Resolved, Wanted } from '../../lib/desired.ts';
import { asMember } from '../../lib/inventory/applyset.ts';
import { normalise } from '../../lib/kubernetes/normalise.ts';
import { type KubeObject, nameOf } from '../../lib/kubernetes/object.ts';
import { type Overlaid, withOverlays } from '../../lib/overlays/apply.ts';
import { createKustomize } from '../../lib/overlays/kustomize.ts';
import type { Stack } from '../../lib/stack.ts';
import { text } from '../../lib/text.ts';
import { lookFor } from '../../lib/tools/look.ts';

/** kubectl of this machine; tests of overlays need it, since kustomize is part of it. */
export const KUBECTL = lookFor('kubectl')?.path;
export const kustomize = createKustomize(async () => KUBECTL ?? 'kubectl');

/** A folder of files, written as YAML unless they are text; removed with the rest at the end. */
export function folders(): { make(files: Record<string, unknown>): string; clear(): void } {
  const root = mkdtempSync(join(tmpdir(), 'overlay-test-'));
  let count = 0;
  return {
    make: (files) => {
      const folder = join(root, String(count++));
      for (const [name, content] of Object.entries(files)) {
        const path = join(folder, name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, typeof content === 'string' ? content : stringify(content));
      }
      return folder;
    },
    clear: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** What a step of this name wants, each as the pure middle would give it. */
export function resolvedBy(
  name: string,
  wanted: readonly (Omit<Wanted, 'object'> & { object: KubeObject })[],
): Resolved {
  const step = { name, section: '9.9', title: text(name, name) };
  const members = wanted.map((one) => ({ ...one, object: asMember(normalise(one.object)) }));
  return { step, wanted: members, obsolete: [], edited: [] };
}

/** What 5.4 wants of a stack as it stands, and overlays over that, or over what these steps want. */
export function overStack({ manifests }: Pick<Stack, 'manifests'>) {
  const whole = resolvedBy(
    'manifests',
    manifests.map(({ object }) => ({ object, pristine: object })),
  );
  const overlaid = (overlays: string[], resolved: readonly Resolved[] = [whole], every = resolved): Promise<Overlaid> =>
    withOverlays(kustomize, overlays, resolved, () => every);
  return { whole, overlaid };
}

/** All that the steps want after the overlays. */
export function all({ resolved }: Overlaid): Wanted[] {
  return resolved.flatMap(({ wanted }) => wanted);
}

/** One of those by what a person calls it. */
export function find(made: Overlaid, name: string): Wanted {
  const found = all(made).find(({ object }) => nameOf(object) === name);
  if (found) return found;
  throw new Error(`there is no ${name}`);
}

/** An object in the document's namespace, or a patch of one. */
export function patch(kind: string, name: string, more: object, apiVersion = 'apps/v1') {
  return { apiVersion, kind, metadata: { name, namespace: 'monitoring' }, ...more };
}

export function grafana(replicas: number) {
  return patch('Deployment', 'grafana', { spec: { replicas } });
}
