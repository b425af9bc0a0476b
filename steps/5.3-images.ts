import type { Answers } from '../lib/answers/schema.ts';
import { imageNotes } from '../lib/images/notes.ts';
import { relocate } from '../lib/images/relocate.ts';
import type { Step } from '../lib/step.ts';
import { text } from '../lib/text.ts';

/** Section 5.3: images from a registry that the cluster reaches, and the Secrets to pull them with, for every pod. */
export const images: Step = {
  name: 'images',
  section: '5.3',
  title: text('Pull images from your own registry', '자체 레지스트리에서 이미지 가져오기'),
  leftOut({ answers }) {
    if (isAnswered(answers.images)) return undefined;
    return text(
      'the answers name no registry and no pull secrets (images)',
      '답변에 레지스트리와 pull secret(images)이 없습니다',
    );
  },
  everywhere: (object, { answers }) => relocate(object, answers.images),
  notes: imageNotes,
};

function isAnswered({ registry, mirrors, pullSecrets }: Answers['images']): boolean {
  return registry !== undefined || Object.keys(mirrors).length > 0 || pullSecrets.length > 0;
}
