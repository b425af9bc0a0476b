import { connectorNotes } from '../lib/msteams/connectors.ts';
import { bridgedReceivers } from '../lib/msteams/receivers.ts';
import type { Step } from '../lib/step.ts';
import { text } from '../lib/text.ts';
import { withoutBridge } from './6.1-msteams-repository.ts';

/** Section 6.2: values of the chart. They are part of the release (6.3), so this step owns no object. */
export const msteamsConfig: Step = {
  name: 'msteams-config',
  section: '6.2',
  title: text('Write the prometheus-msteams configuration', 'prometheus-msteams-config 구성'),
  leftOut: withoutBridge,
  notes: ({ stack, answers }) => connectorNotes(stack.msteamsValues, bridgedReceivers(answers)),
};
