import { join } from 'node:path';
import { listSecretRefs, variablesOf } from '../answers/secret-refs.ts';
import { parseAnswers } from '../answers/validate.ts';
import type { Interrupts } from '../command/interrupts.ts';
import type { Options } from '../command/options.ts';
import { streams } from '../command/streams.ts';
import { EXIT, type Exit } from '../errors.ts';
import { findChart } from '../helm/chart.ts';
import { findImages } from '../images/find.ts';
import { idleMirrorNotes } from '../images/notes.ts';
import { clashes, type PulledImage } from '../images/pulled.ts';
import { type Registries, relocated } from '../images/reference.ts';
import { bridgedReceivers } from '../msteams/receivers.ts';
import type { Output } from '../output/output.ts';
import { withholdFrom } from '../process/withheld.ts';
import { createGit } from '../stack/git.ts';
import { bringStack } from '../stack/source.ts';
import type { Step } from '../step.ts';
import { say, text } from '../text.ts';
import { cacheFolder } from '../tools/search.ts';
import { clusterVersion } from './cluster-version.ts';
import { givenAnswers } from './decide.ts';
import { createToolbox } from './toolbox.ts';

/** Lists the images that the answers and the stack lead to, one a line, and nothing else on stdout. Asks nothing. */
export async function listImages(
  options: Options,
  output: Output,
  interrupts: Interrupts,
  steps: readonly Step[],
): Promise<Exit> {
  const told = onStderr(output);
  const answers = parseAnswers(givenAnswers(options));
  using withheld = withholdFrom(process.env);
  withheld.take(variablesOf(listSecretRefs(answers)));
  const tool = createToolbox(told);
  const cache = cacheFolder(process.env);
  const git = createGit(() => tool('git'), cache);
  const stack = await bringStack(answers, await clusterVersion(options, told, interrupts, answers), git);
  const chart =
    bridgedReceivers(answers).length > 0
      ? await findChart(await tool('helm'), answers.msteams, join(cache, 'charts'))
      : undefined;
  const images = await findImages({ steps, answers, stack, tool, ...(chart && { chart }) });
  warnOfClashes(told, images);
  if (answers.overlays.length > 0) warnOfStrays(told, images, answers.images);
  warnOfIdleMirrors(told, images, answers.images);
  output.print(...images.map(({ source }) => source));
  for (const { source, target } of images) output.event('image', { source, target });
  output.result({ exit: EXIT.done, images: images.map(({ source, target }) => ({ source, target })) });
  return EXIT.done;
}

/** The output with everything that is no result on stderr. */
function onStderr(output: Output): Output {
  const note: Output['note'] = (...lines) =>
    streams.err(output.scrubber.scrub(lines.map((line) => `${say(line, output.lang)}\n`).join('')));
  return { ...output, note };
}

function warnOfClashes(output: Output, images: readonly PulledImage[]): void {
  for (const same of clashes(images)) {
    const sources = same.map(({ source }) => source).join(', ');
    const target = same[0]?.target;
    output.note(
      text(
        `! ${sources} would all be ${target}: give one of their registries a mirror of its own (images.mirrors).`,
        `! ${sources}이(가) 모두 ${target}이(가) 됩니다. 그중 한 레지스트리에 별도의 미러를 지정하십시오(images.mirrors).`,
      ),
    );
  }
}

/** An overlay has the last word: what it brings comes from where it says, whatever the answers say of images. */
function warnOfStrays(output: Output, images: readonly PulledImage[], registries: Registries): void {
  const strays = images.filter(({ target }) => relocated(target, registries) !== target);
  if (strays.length === 0) return;
  const list = strays.map(({ target }) => target).join(', ');
  output.note(
    text(
      `! An overlay sets ${list}: it is pulled from there as it stands, for overlays are applied after images.`,
      `! overlays가 ${list}을(를) 지정합니다. overlays는 images 다음에 적용되므로 그 위치에서 그대로 가져옵니다.`,
    ),
  );
}

function warnOfIdleMirrors(output: Output, images: readonly PulledImage[], registries: Registries): void {
  const sources = images.map(({ source }) => source);
  output.note(...idleMirrorNotes(registries, sources).map(({ en, ko }) => text(`! ${en}`, `! ${ko}`)));
}
