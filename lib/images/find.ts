import type { Answers } from '../answers/schema.ts';
import { resolve } from '../desired.ts';
import type { Chart } from '../helm/chart.ts';
import { renderChart } from '../helm/template.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { RELEASE } from '../msteams/release.ts';
import { msteamsValues } from '../msteams/values.ts';
import { withOverlays } from '../overlays/apply.ts';
import { createKustomize } from '../overlays/kustomize.ts';
import type { Stack } from '../stack.ts';
import type { Step } from '../step.ts';
import type { ToolName } from '../tools/table.ts';
import { type PulledImage, pulledImages } from './pulled.ts';
import { relocated } from './reference.ts';
import { NO_CLUSTER, withStandIns } from './stand-in.ts';

/** What decides about images; no cluster is among it. */
export interface ImageSources {
  steps: readonly Step[];
  answers: Answers;
  stack: Stack;
  /** The chart of prometheus-msteams, where its images are wanted too. */
  chart?: Chart;
  tool: (name: ToolName) => Promise<string>;
}

/** Every image that an installation with these answers may pull, sorted by its name upstream. @throws RunbookError */
export async function findImages(sources: ImageSources): Promise<PulledImage[]> {
  const answers = withStandIns(sources.answers);
  const untouched: Answers = { ...answers, images: { mirrors: {}, pullSecrets: [] } };
  const before = [...objectsOf(sources, untouched), ...(await chartObjects(sources, untouched))];
  const after = [...(await deployed(sources, answers)), ...(await chartObjects(sources, answers))];
  return pulledImages(before, after, (image) => relocated(image, answers.images));
}

function objectsOf(sources: ImageSources, answers: Answers): KubeObject[] {
  return resolved(sources, answers).flatMap(({ wanted }) => wanted.map(({ object }) => object));
}

function resolved({ steps, stack }: ImageSources, answers: Answers) {
  return resolve(steps, new Set(steps), { stack, answers, facts: { cluster: NO_CLUSTER } });
}

async function deployed(sources: ImageSources, answers: Answers): Promise<KubeObject[]> {
  const kustomize = createKustomize(() => sources.tool('kubectl'));
  const all = resolved(sources, answers);
  const overlaid = await withOverlays(kustomize, answers.overlays, all, () => all);
  return overlaid.resolved.flatMap(({ wanted }) => wanted.map(({ object }) => object));
}

async function chartObjects({ chart, stack, tool }: ImageSources, answers: Answers): Promise<KubeObject[]> {
  if (!chart) return [];
  const { values } = msteamsValues(answers, { stack });
  return renderChart(await tool('helm'), RELEASE, chart.path, values);
}
