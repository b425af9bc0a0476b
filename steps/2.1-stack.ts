import { unusedNotes } from '../lib/grafana/unused.ts';
import type { Origin } from '../lib/stack.ts';
import type { Step } from '../lib/step.ts';
import { text } from '../lib/text.ts';

/** Section 2.1: the stack, cloned or read from a folder before anything is planned; nothing of it is changed on disk. */
export const stack: Step = {
  name: 'stack',
  section: '2.1',
  title: text('Bring the stack’s manifests', '스택 배포 파일 가져오기'),
  work: async ({ stack: { origin, operatorVersion, setup, manifests } }) => {
    const subject = `${describe(origin)} (prometheus-operator ${operatorVersion}, ${setup.length + manifests.length} objects)`;
    const offline =
      origin.offline === undefined ? [] : [text(`from the cache: ${origin.offline}`, `캐시 사용: ${origin.offline}`)];
    const changed =
      origin.tree === 'changed'
        ? [text('with changes that are in no commit', '커밋되지 않은 변경이 포함되어 있습니다')]
        : [];
    const carried =
      origin.carried && origin.repository ? [text(`from ${origin.directory}`, `위치: ${origin.directory}`)] : [];
    return { action: 'unchanged', subject, details: [...carried, ...offline, ...changed], apply: async () => {} };
  },
  notes: ({ stack }) => unusedNotes(stack),
};

function describe({ repository, ref, commit, directory }: Origin): string {
  return [repository ? `${repository} ${ref}` : directory, commit?.slice(0, 12)].filter(Boolean).join(' ');
}
