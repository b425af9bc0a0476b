import type { Input } from '../step.ts';
import { type Text, text } from '../text.ts';
import { COMPONENT_NAMES, COMPONENTS, type Component } from './components.ts';
import { scrapingOf } from './scraping.ts';

/** Why a component's metrics are left out where nobody asked for that, or may be missing, and what to do to have them. */
export function controlPlaneNotes(input: Input): Text[] {
  return COMPONENT_NAMES.flatMap((component) => {
    const scraping = scrapingOf(input, component);
    if (scraping.by !== 'nobody') return [];
    const { why } = scraping;
    if (why.how === 'loopback') return [onLoopback(component, why.nodes)];
    if (why.how === 'unseen') return [unseen(component)];
    return why.how === 'unknown' ? [unknown(component)] : [];
  });
}

function onLoopback(component: Component, nodes: readonly string[]): Text {
  const { alert, kubespray, kubeadm } = COMPONENTS[component];
  const where = nodes.join(', ');
  return text(
    `${component} listens on loopback only (${where}): its ServiceMonitor and the alert ${alert} are left out. To have its metrics set ${kubespray}: 0.0.0.0 (kubespray), or bind-address in ${kubeadm} (kubeadm), then run again; controlPlane: none leaves it at that.`,
    `${component}이(가) 루프백에서만 수신하므로(${where}) ServiceMonitor와 ${alert} 알림을 제외합니다. 메트릭을 수집하려면 kubespray의 ${kubespray}를 0.0.0.0으로, 또는 kubeadm의 ${kubeadm}에 bind-address를 지정한 뒤 다시 실행하십시오. 필요 없으면 controlPlane: none으로 지정하십시오.`,
  );
}

function unseen(component: Component): Text {
  const { alert } = COMPONENTS[component];
  return text(
    `${component} doesn't run as pods of kube-system (a managed cluster?): its ServiceMonitor and the alert ${alert} are left out.`,
    `kube-system에 ${component} 파드가 없으므로(관리형 클러스터) ServiceMonitor와 ${alert} 알림을 제외합니다.`,
  );
}

function unknown(component: Component): Text {
  const { alert } = COMPONENTS[component];
  return text(
    `No right to list the pods of kube-system, so nobody knows how ${component} listens: its ServiceMonitor and the alert ${alert} stay as the stack has them, and no Service is made or removed for it. Should ${alert} fire, have somebody with that right run this, or answer controlPlane: none.`,
    `kube-system의 파드를 조회할 권한이 없어 ${component}의 수신 주소를 알 수 없습니다. ServiceMonitor와 ${alert} 알림은 스택 그대로 두며 Service도 만들거나 삭제하지 않습니다. ${alert} 알림이 계속 발생하면 권한이 있는 사용자가 실행하거나 controlPlane: none으로 지정하십시오.`,
  );
}
