import type { DistributionFact } from '../facts.ts';
import { type Text, text } from '../text.ts';

interface Setting {
  en: string;
  ko: string;
}

/** What opens a plain metrics port, on 2381 in all three. */
const SETTINGS: Record<DistributionFact['name'], Setting> = {
  k3s: rancher('k3s', 'k3s'),
  rke2: rancher('rke2', 'rke2-server'),
  k0s: text(
    'set spec.storage.etcd.extraArgs: { listen-metrics-urls: "http://ADDRESS:2381" } in /etc/k0s/k0s.yaml of every controller, ADDRESS being its own, restart k0scontroller, and list those addresses in etcd.endpoints',
    '모든 컨트롤러의 /etc/k0s/k0s.yaml에 spec.storage.etcd.extraArgs: { listen-metrics-urls: "http://주소:2381" }(주소는 해당 컨트롤러의 주소)을 설정하고 k0scontroller를 다시 시작한 뒤, 그 주소들을 etcd.endpoints에 적으십시오',
  ),
};

/** Why no certificate helps there. */
const REASONS: Record<DistributionFact['name'], Text> = {
  k3s: speaksGrpc('k3s'),
  rke2: speaksGrpc('rke2'),
  k0s: text(
    "etcd of k0s listens on the controllers' loopback only: no certificate helps",
    'k0s의 etcd는 컨트롤러의 루프백에서만 수신하므로 인증서가 있어도 수집할 수 없습니다',
  ),
};

/** That the client port can't be scraped here, the setting that opens a metrics port, and what to answer then. */
export function cannotScrape(name: DistributionFact['name']): Text {
  const [reason, setting] = [REASONS[name], SETTINGS[name]];
  return text(
    `${reason.en}. For its metrics ${setting.en}; answer etcd.certificates.source: none and etcd.port: 2381. Or leave etcd out.`,
    `${reason.ko}. 메트릭을 수집하려면 ${setting.ko}. 답변은 etcd.certificates.source: none, etcd.port: 2381입니다. 수집하지 않으려면 답변에서 etcd를 빼십시오.`,
  );
}

/** That there is no etcd of its own here. */
function runsNoEtcd(name: DistributionFact['name']): Text {
  return text(
    `No node of this ${name} has the role etcd: it keeps its data in SQLite or in a database elsewhere. Leave etcd out, unless that is an etcd of your own.`,
    `이 ${name}에는 etcd 역할의 노드가 없습니다. 데이터를 SQLite나 외부 데이터베이스에 저장합니다. 직접 운영하는 etcd가 아니라면 etcd를 빼십시오.`,
  );
}

/** What a person is told before anything of etcd is asked; undefined where nothing is special. */
export function distributionWords(distribution: DistributionFact | undefined): Text | undefined {
  if (!distribution) return undefined;
  return distribution.etcd ? cannotScrape(distribution.name) : runsNoEtcd(distribution.name);
}

/** Whether the etcd here is one whose client port serves no metrics. */
export function isBuiltIn({ distribution }: { distribution?: DistributionFact }): boolean {
  return distribution?.etcd === true;
}

function rancher(name: string, unit: string): Setting {
  return text(
    `set etcd-expose-metrics: true in /etc/rancher/${name}/config.yaml of every server and restart ${unit}: port 2381 of the node answers then`,
    `모든 서버의 /etc/rancher/${name}/config.yaml에 etcd-expose-metrics: true를 설정하고 ${unit} 서비스를 다시 시작하십시오. 그러면 노드의 2381 포트가 응답합니다`,
  );
}

function speaksGrpc(name: string): Text {
  return text(
    `etcd of ${name} speaks gRPC only on 2379 and answers 415 to a scrape: no certificate helps`,
    `${name}의 etcd는 2379에서 gRPC만 지원하고 메트릭 요청에는 415로 응답하므로 인증서가 있어도 수집할 수 없습니다`,
  );
}
