import { basename } from 'node:path/posix';
import type { Answers } from '../answers/schema.ts';
import { refuseForbidden } from '../certificates/layouts.ts';
import { EXIT, RunbookError } from '../errors.ts';
import type { EtcdHostFact, Facts } from '../facts.ts';
import { type Text, text } from '../text.ts';

/** The Secret of section 3.5. */
export const ETCD_SECRET = 'etcd-certs';

/** A Secret that holds an etcd client certificate, and under which keys. */
export interface EtcdSecretKeys {
  name: string;
  ca: string;
  certificate: string;
  key: string;
}

/** Keys of section 3.5: each is named as its file on the master. */
export function keysOfHost(host: EtcdHostFact): EtcdSecretKeys {
  return {
    name: ETCD_SECRET,
    ca: basename(host.caPath),
    certificate: basename(host.certificatePath),
    key: basename(host.keyPath),
  };
}

/**
 * The Secret from which Prometheus takes its certificate for etcd; undefined when it needs none (a plain metrics port).
 * @throws RunbookError when the masters' files, which give the keys their names, weren't read, or when a Secret of the
 * operator's own has no keys that tell themselves.
 */
export function etcdSecretKeys({
  answers,
  facts,
}: {
  answers: Pick<Answers, 'etcd'>;
  facts: Pick<Facts, 'hosts'>;
}): EtcdSecretKeys | undefined {
  const certificates = answers.etcd?.certificates;
  if (certificates === undefined || certificates.source === 'none') return undefined;
  if (certificates.source === 'secret') {
    return keysOfSecret(certificates.name ?? ETCD_SECRET, facts.hosts?.etcdSecretKeys ?? []);
  }
  return keysOfHost(requireEtcdHost(facts));
}

/** The keys of a TLS Secret, or those that section 3.5 gives it: ca.pem, node-X.pem and node-X-key.pem. */
function keysOfSecret(name: string, keys: readonly string[]): EtcdSecretKeys {
  const forbidden = keys.filter(isForbidden);
  if (forbidden.length > 0) throw tooMuch(name, forbidden);
  const pairs = [
    { ca: 'ca.crt', certificate: 'tls.crt', key: 'tls.key' },
    ...keys
      .filter((key) => key.endsWith('-key.pem'))
      .map((key) => ({ ca: 'ca.pem', certificate: key.replace(/-key\.pem$/, '.pem'), key })),
  ];
  const found = pairs.find((pair) => Object.values(pair).every((key) => keys.includes(key)));
  if (found) return { name, ...found };
  const list = keys.join(', ') || '-';
  throw unusable(
    name,
    text(
      `it must hold ca.crt, tls.crt and tls.key, or ca.pem, node-X.pem and node-X-key.pem; it holds: ${list}`,
      `ca.crt, tls.crt, tls.key 또는 ca.pem, node-X.pem, node-X-key.pem이 있어야 합니다. 현재 키: ${list}`,
    ),
    text('Nothing was changed. Make the Secret first.', '변경된 것은 없습니다. Secret을 먼저 만드십시오.'),
  );
}

/** What no Secret may hold: the authority's key, a member's own pair. */
function isForbidden(name: string): boolean {
  try {
    refuseForbidden(name);
    return false;
  } catch {
    return true;
  }
}

function tooMuch(name: string, forbidden: readonly string[]): RunbookError {
  const list = forbidden.join(', ');
  return unusable(
    name,
    text(
      `it holds ${list}: the CA's key makes any certificate, and a member's own pair is a server's; neither belongs into the cluster`,
      `${list}이(가) 들어 있습니다. CA 키로는 모든 인증서를 만들 수 있고 멤버 자신의 인증서는 서버용이므로 클러스터에 두면 안 됩니다`,
    ),
    text(
      'Nothing was changed. Take it out of the Secret, and consider it read by everyone who could read the Secret.',
      '변경된 것은 없습니다. Secret에서 제거하고, Secret을 읽을 수 있던 모두에게 노출된 것으로 간주하십시오.',
    ),
  );
}

function unusable(name: string, cause: Text, hint: Text): RunbookError {
  const doing = text(`Use Secret monitoring/${name} for etcd`, `etcd에 Secret monitoring/${name} 사용`);
  return new RunbookError({ exit: EXIT.preflight, section: '3.5', doing, causes: [cause], hint });
}

/**
 * The certificates that the survey read on a master.
 * @throws RunbookError when it read none.
 */
export function requireEtcdHost(facts: Pick<Facts, 'hosts'>): EtcdHostFact {
  if (facts.hosts?.etcd) return facts.hosts.etcd;
  throw new RunbookError({
    section: '3.5',
    doing: text('Preparing the etcd client certificate', 'etcd 클라이언트 인증서 준비'),
    causes: [text('the certificates on the masters have not been read', '마스터 노드의 인증서를 읽지 않았습니다')],
    hint: text('run from step etcd-certs: --from etcd-certs', 'etcd-certs 단계부터 실행하십시오: --from etcd-certs'),
  });
}
