import { isDeepStrictEqual } from 'node:util';
import type { Chart, Helm, Release } from '../helm/helm.ts';
import { type JsonMap, nameOf } from '../kubernetes/object.ts';
import type { Work } from '../step.ts';
import { type Text, text } from '../text.ts';
import { recover } from './recover.ts';

/** Name of the helm release, as in the document. */
export const RELEASE = 'prometheus-msteams';

/** What bringing the release to a chart and its values would take (sections 6.3 and 6.4). Only reads. */
export async function planRelease(helm: Helm, chart: Chart, values: JsonMap): Promise<Work> {
  const live = await helm.release(RELEASE);
  const details = live ? [...whatDiffers(live, chart, values), ...(await whatIsMissing(helm, live))] : [];
  const apply = async () => {
    await recover(helm, RELEASE);
    await helm.upgrade(RELEASE, chart, values);
  };
  const action = live ? (details.length > 0 ? 'update' : 'unchanged') : 'create';
  return { action, subject: `helm release monitoring/${RELEASE} (${chart.name} ${chart.version})`, details, apply };
}

function whatDiffers({ status, chart: had, digest, values: old }: Release, chart: Chart, values: JsonMap): Text[] {
  const now = `${chart.name}-${chart.version}`;
  const changed = [...new Set([...Object.keys(old), ...Object.keys(values)])].filter(
    (key) => !isDeepStrictEqual(old[key], values[key]),
  );
  const edited = had === now && digest !== undefined && chart.digest !== undefined && digest !== chart.digest;
  return [
    ...(status === 'deployed' ? [] : [unfinished(status)]),
    ...(had === now ? [] : [text(`chart ${had} → ${now}`, `차트 ${had} → ${now}`)]),
    ...(edited ? [text(`the files of chart ${now} differ`, `차트 ${now}의 파일 변경`)] : []),
    ...changed.map((key) => text(`value ${key} differs`, `값 ${key} 변경`)),
  ];
}

function unfinished(status: string): Text {
  return text(`it is ${status}: that is put right first`, `${status} 상태이므로 먼저 복구합니다`);
}

// helm itself looks at no object until it upgrades, and then creates again what is gone.
async function whatIsMissing(helm: Helm, { status }: Release): Promise<Text[]> {
  if (status !== 'deployed') return [];
  return (await helm.missing(RELEASE)).map((object) =>
    text(`${nameOf(object)} is gone`, `${nameOf(object)}이(가) 없습니다`),
  );
}
