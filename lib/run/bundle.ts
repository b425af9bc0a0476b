import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Answers } from '../answers/schema.ts';
import { listSecretRefs, variablesOf } from '../answers/secret-refs.ts';
import { parseAnswers } from '../answers/validate.ts';
import { bundleName, describe } from '../bundle/describe.ts';
import { bundleEntries, type Parts } from '../bundle/gather.ts';
import { demandReplaceable } from '../bundle/replaceable.ts';
import { portableTool } from '../bundle/tools.ts';
import { pack, sha256 } from '../bundle/write.ts';
import type { Body } from '../command/main.ts';
import { EXIT, formatError } from '../errors.ts';
import { type Chart, findChart } from '../helm/chart.ts';
import { findImages } from '../images/find.ts';
import { bridgedReceivers } from '../msteams/receivers.ts';
import type { Output } from '../output/output.ts';
import { linesReport } from '../output/progress.ts';
import { withholdFrom } from '../process/withheld.ts';
import { createGit } from '../stack/git.ts';
import { bringStack } from '../stack/source.ts';
import type { Step } from '../step.ts';
import { text } from '../text.ts';
import { cacheFolder } from '../tools/search.ts';
import { thisMachine } from '../tools/table.ts';
import { whole } from '../tools/whole.ts';
import { VERSION } from '../version.ts';
import { clusterVersion } from './cluster-version.ts';
import { givenAnswers } from './decide.ts';
import { createToolbox } from './toolbox.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');

/** The command that makes one file for the other side of an air gap. All that belongs into it is there before it writes. */
export function bundle(steps: readonly Step[]): Body {
  return async (options, output, interrupts) => {
    const name = bundleName({ version: VERSION, platform: thisMachine().join('-') });
    const target = resolve(options.out ?? `${name}.tgz`);
    await demandReplaceable(target);
    const answers = parseAnswers(givenAnswers(options));
    using withheld = withholdFrom(process.env);
    withheld.take(variablesOf(listSecretRefs(answers)));
    const version = await clusterVersion(options, output, interrupts, answers);
    const parts = await gather(answers, version, steps, output);
    const report = linesReport(output.lang, output.note);
    await report.during(text('packing', '묶는 중'), () =>
      whole(target, async (folder) =>
        pack(await createToolbox(output)('tar'), folder, name, await bundleEntries(parts, folder)),
      ),
    );
    await tell(output, target, parts);
    return EXIT.done;
  };
}

async function gather(answers: Answers, version: string, steps: readonly Step[], output: Output): Promise<Parts> {
  const tool = createToolbox(output);
  const cache = cacheFolder(process.env);
  const stack = await bringStack(
    answers,
    version,
    createGit(() => tool('git'), cache),
  );
  const bring = { report: linesReport(output.lang, output.note), unreachable: new Set<string>() };
  const kubectl = await portableTool('kubectl', bring);
  const helm = await portableTool('helm', bring);
  const chart = await chartFor(helm, answers, cache, output);
  const ours = async (wanted: string) => (wanted === 'helm' ? helm : kubectl);
  const images = await findImages({ steps, answers, stack, tool: ours, ...(chart && { chart }) });
  return { root: ROOT, kubectl, helm, stack, images, ...(chart && { chart }) };
}

/** The chart of section 6: with a receiver that needs it, it has to be there; without, it is a help where it can be had. */
async function chartFor(helm: string, answers: Answers, cache: string, output: Output): Promise<Chart | undefined> {
  try {
    return await findChart(helm, answers.msteams, join(cache, 'charts'));
  } catch (error) {
    if (bridgedReceivers(answers).length > 0) throw error;
    output.note(
      formatError(error, output.lang),
      text(
        '! The bundle is made without this chart; no answer needs it.',
        '! 이 차트 없이 번들을 만듭니다. 답변에 이 차트가 필요한 항목은 없습니다.',
      ),
    );
    return undefined;
  }
}

async function tell(output: Output, file: string, { stack, chart, images }: Parts): Promise<void> {
  const { size } = await stat(file);
  const sum = await sha256(file);
  const megabytes = Math.round(size / 1e6);
  output.print(
    text(
      `✔ ${file} (${megabytes} MB, ${images.length} images to mirror)`,
      `✔ ${file} (${megabytes} MB, 미러링할 이미지 ${images.length}개)`,
    ),
    `  sha256 ${sum}`,
    text('  On the other side: unpack it and read README.md.', '  폐쇄망에서 압축을 풀고 README.md를 확인하십시오.'),
  );
  const { stack: record, ...described } = describe(stack, chart);
  const sources = images.map(({ source }) => source);
  output.result({ exit: EXIT.done, file, size, sha256: sum, ...described, stack: { ...record }, images: sources });
}
