import { placementNotes } from '../lib/placement/nodes.ts';
import { placed } from '../lib/placement/pods.ts';
import type { Step } from '../lib/step.ts';
import { text } from '../lib/text.ts';

/** Section 5.3: which nodes the components run on, all but node-exporter; prometheus-msteams by its values (6.2). */
export const placement: Step = {
  name: 'placement',
  section: '5.3',
  title: text('Place the components on nodes', '구성 요소 배치 노드 설정'),
  leftOut({ answers: { placement: wanted } }) {
    const { nodeSelector = {}, tolerations = [] } = wanted ?? {};
    if (Object.keys(nodeSelector).length + tolerations.length > 0) return undefined;
    return text('the answers leave it to the scheduler (placement)', '답변에 placement 항목이 없습니다');
  },
  everywhere: (object, { answers }) => placed(object, answers.placement),
  notes: ({ answers, facts }) => placementNotes(answers, facts.cluster),
};
