import type { X509Certificate } from 'node:crypto';
import { anchorOf } from '../certificates/check.ts';
import { inspectCertificate, parseCertificates } from '../certificates/inspect.ts';
import { bySameCause } from '../certificates/same-cause.ts';
import type { EtcdHostFact, EtcdSecretFact, HostFacts } from '../facts.ts';
import { type Text, text } from '../text.ts';
import { expiryOf, isSoon } from './expiry.ts';
import { rotationOf } from './rotation.ts';
import { keysOfHost } from './secret-keys.ts';

/** What the operator should know of the certificate before consenting (section 3.5), a sentence each. */
export function certificateNotes(facts: HostFacts): Text[] {
  return [...failureNotes(facts), ...rotationNotes(facts), ...expiryNotes(facts)];
}

function failureNotes({ etcdFailed = [] }: HostFacts): Text[] {
  return bySameCause(etcdFailed).map(({ hosts, cause }) =>
    text(
      `${hosts} gave no etcd certificate, the next one did: ${cause.en}`,
      `${hosts}에서 etcd 인증서를 읽지 못해 다음 장비에서 읽었습니다: ${cause.ko}`,
    ),
  );
}

function rotationNotes({ etcd, etcdSecret }: HostFacts): Text[] {
  if (!etcd || !etcdSecret) return [];
  if (etcd.kept) return [keptNote(etcd.node)];
  const changed = authorityNotes(etcd, etcdSecret);
  const { certificate: before } = etcdSecret.names;
  const { certificate: after } = keysOfHost(etcd);
  return before === after ? changed : [...changed, renamedNote(before, after)];
}

function keptNote(node: string): Text {
  return text(
    `The etcd certificate of ${node} stays: that node gave none now, but it is valid and of the same CA as the others'.`,
    `${node}의 etcd 인증서를 유지합니다. 지금 해당 노드에서 읽지는 못했지만 유효하며 다른 노드와 CA가 같습니다.`,
  );
}

function authorityNotes(found: EtcdHostFact, secret: EtcdSecretFact): Text[] {
  const rotation = rotationOf(found, secret);
  if (rotation === 'bundle') return [bundleNote(found.ca, secret.ca)];
  return rotation === 'authority' ? [authorityNote(found, secret)] : [];
}

function bundleNote(now: string, before: string): Text {
  const [is, was] = [now, before].map((pem) => parseCertificates(pem).map(nameOf));
  const added = is?.filter((name) => !was?.includes(name)).map((name) => `+ ${name}`) ?? [];
  const gone = was?.filter((name) => !is?.includes(name)).map((name) => `- ${name}`) ?? [];
  const list = [...added, ...gone].join(', ');
  return text(`The CA bundle of etcd changed: ${list}.`, `etcd의 CA 번들이 변경되었습니다: ${list}.`);
}

function nameOf(ca: X509Certificate): string {
  return `${inspectCertificate(ca).commonName} ${ca.fingerprint256.slice(0, 11)}`;
}

function authorityNote(found: EtcdHostFact, secret: EtcdSecretFact): Text {
  const [is, was] = [found, secret].map((pair) => {
    const ca = anchorOf(pair) ?? parseCertificates(pair.ca)[0];
    return ca ? nameOf(ca) : '-';
  });
  return text(
    `The CA of etcd changed (${was} → ${is}): the certificate in the cluster is of the old one and is replaced.`,
    `etcd의 CA가 변경되었습니다(${was} → ${is}). 클러스터의 인증서는 이전 CA의 것이므로 교체합니다.`,
  );
}

function renamedNote(before: string, after: string): Text {
  return text(
    `The Secret's keys get other names (${before} → ${after}): step etcd-metrics must run too, or Prometheus finds none.`,
    `Secret의 키 이름이 바뀝니다(${before} → ${after}). etcd-metrics 단계도 실행해야 Prometheus가 인증서를 찾습니다.`,
  );
}

function expiryNotes({ etcd, readAt }: HostFacts): Text[] {
  if (!etcd || !readAt) return [];
  const expiry = expiryOf(etcd, readAt);
  return expiry && isSoon(expiry) ? [expiry.words] : [];
}
