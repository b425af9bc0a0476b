import { type Text, text } from '../text.ts';
import { inspectCertificate, parseCertificates } from './inspect.ts';

/** What opens Kubernetes itself: kubeadm's and k0s' names for them, and those that k3s and rke2 give. */
const OF_KUBERNETES = /^(front-proxy-client|kube-apiserver-kubelet-client|kubernetes-(super-)?admin|system:.*)$/;

/** A pair that must stay where it is has to stay under another file's name too, as a link may give it. */
export function checkOwner(certificate: string): Text[] {
  const [leaf] = parseCertificates(certificate);
  const { commonName: name } = leaf ? inspectCertificate(leaf) : { commonName: '' };
  if (OF_KUBERNETES.test(name)) {
    return [
      text(
        `${name} is a client of Kubernetes, not of etcd: it must not leave the machine`,
        `${name}: etcd가 아니라 Kubernetes의 클라이언트 인증서라 장비 밖으로 나가면 안 됩니다`,
      ),
    ];
  }
  if (!name.startsWith('etcd-member-')) return [];
  return [
    text(
      `${name} is a member's own certificate, which must not leave the machine`,
      `${name}: 장비 밖으로 나가면 안 되는 멤버 자신의 인증서입니다`,
    ),
  ];
}
