import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../answers/problem.ts';
import { type Text, text } from '../text.ts';

/** The names that kustomize reads. */
const FILES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** The kustomization file of a folder; undefined when it has none. */
export function kustomizationOf(folder: string): string | undefined {
  return FILES.map((name) => join(folder, name)).find((file) => existsSync(file));
}

/** Whether a path is that of a folder. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** What is wrong with the folders of `overlays`, before anything else is done. */
export function overlayProblems(folders: readonly string[]): Problem[] {
  return folders.flatMap((folder, i) => {
    const what = folderProblem(folder);
    return what ? [{ location: ['overlays', i], what }] : [];
  });
}

function folderProblem(folder: string): Text | undefined {
  if (!existsSync(folder)) return text(`there is no folder ${folder}`, `${folder} 폴더가 없습니다`);
  if (!isFolder(folder)) return text(`${folder} is no folder`, `${folder}은(는) 폴더가 아닙니다`);
  if (kustomizationOf(folder)) return undefined;
  return text(`${folder} has no kustomization.yaml`, `${folder}에 kustomization.yaml이 없습니다`);
}
