import type { JsonMap, KubeObject } from '../kubernetes/object.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import { run } from '../process/run.ts';
import { text } from '../text.ts';
import { HELM_TIMEOUT_MS } from './chart.ts';
import { failed } from './failed.ts';
import { objectsIn } from './release.ts';

/** The objects of a chart with these values, without a cluster. @throws RunbookError in helm's own words */
export async function renderChart(helm: string, name: string, path: string, values: JsonMap): Promise<KubeObject[]> {
  const args = ['template', name, path, '--values=-', `--namespace=${NAMESPACE}`];
  const done = await run(helm, args, { timeout: HELM_TIMEOUT_MS, input: JSON.stringify(values) });
  if (done.code !== 0) throw failed(done, { section: '6.3', doing: text('Render the chart', '차트 렌더링') });
  return objectsIn(done.stdout, NAMESPACE);
}
