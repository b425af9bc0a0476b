import type { Input } from '../step.ts';
import { type Text, text } from '../text.ts';
import { canonicalAddress } from './addresses.ts';
import { knownMembers } from './members.ts';
import { isToBeStored } from './rotation.ts';

/** What the operator should know of the key before consenting: how to need none, and where it may be left behind. */
export function keyNotes(input: Pick<Input, 'answers' | 'facts'>): Text[] {
  return [...plainNotes(input), ...sudoNotes(input)];
}

function plainNotes(input: Pick<Input, 'answers' | 'facts'>): Text[] {
  const { plainMetrics = [] } = input.facts.hosts ?? {};
  const [first] = plainMetrics;
  if (!first) return [];
  const plain = plainMetrics.map(({ address }) => canonicalAddress(address));
  const members = knownMembers(input);
  // Members that are only guessed may be more, or others.
  if (members.length === 0) return [];
  const others = members.filter((address) => !plain.includes(address));
  return [(others.length === 0 ? allPlain : somePlain)(plain.join(', '), first.port, others.join(', '))];
}

function allPlain(plain: string, port: number): Text {
  return text(
    `etcd tells its metrics on port ${port} of ${plain} without a certificate: with etcd.certificates.source: none and etcd.port: ${port} no key is needed.`,
    `etcd가 ${plain}의 ${port} 포트에서 인증서 없이 메트릭을 제공합니다. etcd.certificates.source: none과 etcd.port: ${port}(으)로 지정하면 키가 필요 없습니다.`,
  );
}

/** Taking the plain port now would lose the others. */
function somePlain(plain: string, port: number, others: string): Text {
  return text(
    `etcd tells its metrics on port ${port} of ${plain} without a certificate, but not of ${others}: open it there too (etcd's --listen-metrics-urls; etcd_metrics_port in kubespray), and with etcd.certificates.source: none and etcd.port: ${port} no key is needed.`,
    `etcd가 ${plain}의 ${port} 포트에서는 인증서 없이 메트릭을 제공하지만 ${others}에서는 제공하지 않습니다. 그곳에도 포트를 열고(etcd의 --listen-metrics-urls, kubespray의 etcd_metrics_port) etcd.certificates.source: none과 etcd.port: ${port}(으)로 지정하면 키가 필요 없습니다.`,
  );
}

function sudoNotes({ answers: { etcd }, facts: { hosts } }: Pick<Input, 'answers' | 'facts'>): Text[] {
  const { source, ssh } = etcd?.certificates ?? {};
  if (source !== 'ssh' || ssh?.sudo === 'none' || !hosts?.etcd || !isToBeStored(hosts)) return [];
  const { host } = hosts.etcd;
  return [
    text(
      `The key is read by sudo cat on ${host}: if sudoers there logs what commands print (log_output), the key stays in that log, so add Defaults!/usr/bin/cat !log_output first.`,
      `${host}에서 sudo cat으로 키를 읽습니다. sudoers에 출력 기록(log_output)이 켜져 있으면 키가 그 로그에 남으므로 먼저 Defaults!/usr/bin/cat !log_output을 추가하십시오.`,
    ),
  ];
}
