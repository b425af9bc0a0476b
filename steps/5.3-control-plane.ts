import { controlPlaneServices, staleControlPlane, withoutUnscraped } from '../lib/control-plane/edit.ts';
import { controlPlaneNotes } from '../lib/control-plane/notes.ts';
import type { Step } from '../lib/step.ts';
import { text } from '../lib/text.ts';

/** Section 5.3: Services for scheduler and controller-manager, or neither their monitors nor their alerts. */
export const controlPlane: Step = {
  name: 'control-plane',
  section: '5.3',
  title: text('Collect metrics of scheduler and controller-manager', 'scheduler, controller-manager 메트릭 수집 설정'),
  customise: withoutUnscraped,
  desired: (input) => controlPlaneServices(input).map((object) => ({ object })),
  obsolete: staleControlPlane,
  notes: controlPlaneNotes,
};
