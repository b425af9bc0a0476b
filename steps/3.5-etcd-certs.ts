import { certificateSecret, isSettled } from '../lib/etcd/certificate-secret.ts';
import { ETCD_SECRET, requireEtcdHost } from '../lib/etcd/secret-keys.ts';
import type { KubeObject } from '../lib/kubernetes/object.ts';
import { NAMESPACE } from '../lib/manifests/namespace.ts';
import type { Step } from '../lib/step.ts';
import { text } from '../lib/text.ts';

// What was full power over etcd must not lie about when nothing needs it any more.
function secretToRemove(): KubeObject {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: ETCD_SECRET, namespace: NAMESPACE } };
}

/** Section 3.5: the client certificate with which Prometheus reads etcd's metrics. */
export const etcdCerts: Step = {
  name: 'etcd-certs',
  section: '3.5',
  title: text('Copy the etcd certificates into a Secret', 'etcd 인증서 Secret 배포'),
  leftOut({ answers }) {
    if (!answers.etcd) return text('the answers leave etcd out', '답변에 etcd 항목이 없습니다');
    const { source, name = ETCD_SECRET } = answers.etcd.certificates;
    if (source === 'none') return text('etcd has a plain metrics port', 'etcd 메트릭 포트가 평문(http)입니다');
    if (source !== 'secret') return undefined;
    return text(`the existing Secret ${name} is used`, `기존 Secret ${name}을(를) 사용합니다`);
  },
  summary: () => [
    text(
      'Secret etcd-certs gives whoever can read Secrets in namespace monitoring full power over etcd: keep that right to few.',
      'etcd-certs Secret은 monitoring 네임스페이스의 Secret을 읽을 수 있는 모든 주체에게 etcd 전체 권한을 줍니다. 읽기 권한을 최소화하십시오.',
    ),
  ],
  obsolete({ answers }) {
    const { source = undefined, name = ETCD_SECRET } = answers.etcd?.certificates ?? {};
    const kept = source === 'ssh' || source === 'files' || (source === 'secret' && name === ETCD_SECRET);
    return kept ? [] : [secretToRemove()];
  },
  desired({ answers, facts }) {
    const { etcd } = answers;
    if (!etcd || etcd.certificates.source === 'none' || etcd.certificates.source === 'secret') return [];
    const host = requireEtcdHost(facts);
    return [
      {
        object: certificateSecret(host),
        settled: (live) => isSettled(live, host),
        complete: async ({ masters }) => certificateSecret(host, (await masters.readKey(etcd, host)).reveal()),
      },
    ];
  },
};
