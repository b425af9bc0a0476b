import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { Resolved, Wanted } from '../../lib/desired.ts';
import { asMember } from '../../lib/inventory/applyset.ts';
import { normalise } from '../../lib/kubernetes/normalise.ts';
import type { KubeObject } from '../../lib/kubernetes/object.ts';
import { createKustomize } from '../../lib/overlays/kustomize.ts';
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
