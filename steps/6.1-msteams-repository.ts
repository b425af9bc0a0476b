import { bridgedReceivers } from '../lib/msteams/receivers.ts';
import type { Input, Step } from '../lib/step.ts';
import { text } from '../lib/text.ts';

/** Section 6.1: the chart, fetched from its repository into the cache; the operator's own helm settings stay as they are. */
export const msteamsRepository: Step = {
  name: 'msteams-repository',
  section: '6.1',
  title: text('Fetch the prometheus-msteams chart', 'prometheus-msteams 차트 가져오기'),
  leftOut: withoutBridge,
  work: async ({ answers }, { helm }) => {
    const chart = await helm.chart(answers.msteams);
    const offline =
      chart.offline === undefined ? [] : [text(`from the cache: ${chart.offline}`, `캐시 사용: ${chart.offline}`)];
    return { action: 'unchanged', subject: `${chart.name} ${chart.version}`, details: offline, apply: async () => {} };
  },
};

/** Why section 6 has nothing to do with these answers. */
export function withoutBridge({ answers }: Input) {
  if (bridgedReceivers(answers).length > 0) return undefined;
  return text('no receiver is of type prometheus-msteams', 'prometheus-msteams 유형의 수신자가 없습니다');
}
