import { answerAt, valueAt } from '../answers/draft.ts';
import { text } from '../text.ts';
import type { Question } from './question.ts';

/** Questions of section 2. */
export const stackQuestions: readonly Question[] = [
  {
    path: 'stack.source',
    section: '2.1',
    kind: 'select',
    message: text('Where do the manifests come from?', '매니페스트를 어디서 가져옵니까?'),
    choices: (_, draft) => [
      { value: 'tks-platform', name: text('the repository tks-platform', 'tks-platform 레파지토리') },
      {
        value: 'kube-prometheus',
        name: text('kube-prometheus, a release of upstream', 'kube-prometheus 업스트림 릴리스'),
      },
      // A repository that was answered already belongs to the others.
      ...(valueAt(draft, 'stack.repository') === undefined && valueAt(draft, 'stack.ref') === undefined
        ? [{ value: 'directory', name: text('a folder on this machine', '이 컴퓨터의 디렉토리') }]
        : []),
    ],
  },
  {
    path: 'stack.directory',
    section: '2.1',
    kind: 'input',
    required: true,
    example: '../prometheus-stack',
    message: text('Folder that holds manifests/', 'manifests/가 들어 있는 디렉토리'),
    when: (draft) => answerAt(draft, 'stack.source') === 'directory',
  },
  {
    path: 'stack.repository',
    section: '2.1',
    kind: 'input',
    message: text('Git repository (empty: the public one)', 'Git 레파지토리(비우면 공개 레파지토리)'),
    when: (draft) => answerAt(draft, 'stack.source') !== 'directory',
  },
];
