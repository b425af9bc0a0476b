import { causeOf } from '../errors.ts';
import { firstLine } from '../ssh/failure.ts';
import { type Text, text } from '../text.ts';

/** What a member shows isn't vouched for by the CA, or isn't its own: somebody else may be there. */
export class UntrustedError extends Error {
  override name = 'UntrustedError';
  readonly words: Text;

  constructor(error: unknown) {
    super(firstLine(causeOf(error)));
    this.words = wordsFor(this.message, codeOf(error));
  }
}

/** What to do about each fault, by OpenSSL's and Node's codes. */
const ADVICE: Record<string, Text> = {
  CERT_HAS_EXPIRED: text(
    "renew that member's own certificate first (kubeadm: kubeadm certs renew etcd-server) and have etcd start with it",
    '해당 멤버의 서버 인증서를 먼저 갱신하고(kubeadm: kubeadm certs renew etcd-server) etcd를 다시 시작하십시오',
  ),
  CERT_NOT_YET_VALID: text(
    'compare the clock of this machine with that of the member',
    '이 컴퓨터와 해당 멤버의 시각을 비교하십시오',
  ),
  ERR_TLS_CERT_ALTNAME_INVALID: text(
    'list in etcd.endpoints an address that its certificate names, or have one issued for this address',
    '인증서에 있는 주소를 etcd.endpoints에 적거나 이 주소가 포함된 인증서를 발급하십시오',
  ),
};
const NO_ADDRESS = text(
  'it names no IP address at all: have one issued that does, or give Prometheus the plain metrics port (etcd.certificates.source: none with etcd.port)',
  '인증서에 IP 주소가 없습니다. IP 주소가 포함된 인증서를 발급하거나 평문 메트릭 포트(etcd.certificates.source: none, etcd.port)를 쓰십시오',
);
const OTHER_AUTHORITY = text(
  'check that this is the same etcd, and that the CA that was read issued what the member serves (--cert-file)',
  '같은 etcd가 맞는지, 멤버의 서버 인증서(--cert-file)를 발급한 CA가 읽은 CA와 같은지 확인하십시오',
);

function wordsFor(cause: string, code: string): Text {
  // Node lists the addresses that the certificate names.
  const isNameless = code === 'ERR_TLS_CERT_ALTNAME_INVALID' && /cert's list:\s*$/.test(cause);
  const { en, ko } = isNameless ? NO_ADDRESS : (ADVICE[code] ?? OTHER_AUTHORITY);
  return text(`${cause}; ${en}`, `${cause}. ${ko}`);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
