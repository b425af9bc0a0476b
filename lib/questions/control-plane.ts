import { COMPONENT_NAMES } from '../control-plane/components.ts';
import { listeningOf } from '../control-plane/listening.ts';
import type { ClusterFacts } from '../facts.ts';
import { text } from '../text.ts';
import type { Question } from './question.ts';

/** Section 5.3: asked because it writes into kube-system, and only where there is something to be had. */
export const controlPlane: Question = {
  path: 'controlPlane',
  section: '5.3',
  kind: 'confirm',
  message: text(
    'Create headless Services for scheduler and controller-manager in kube-system?',
    'scheduler와 controller-manager용 헤드리스 Service를 kube-system에 생성합니까?',
  ),
  hint: () =>
    text(
      'Prometheus finds them by these Services only. Without, their monitors and alerts are left out.',
      'Prometheus는 이 Service로만 두 컴포넌트를 찾습니다. 만들지 않으면 관련 모니터와 알림을 제외합니다.',
    ),
  when: (_draft, { cluster }) => isToBeMade(cluster),
  default: () => true,
  store: (draft, yes) => ({ ...draft, controlPlane: yes === true ? 'services' : 'none' }),
};

function isToBeMade(cluster: ClusterFacts): boolean {
  const { systemServices = [] } = cluster;
  return COMPONENT_NAMES.some((component) => {
    const theirs = systemServices.some(({ labels }) => labels['app.kubernetes.io/name'] === component);
    return listeningOf(cluster, component).how === 'open' && !theirs;
  });
}
