import { basename } from 'node:path/posix';
import type { EtcdHostFact, Facts } from '../facts.ts';
import type { Input } from '../step.ts';
import { type Text, text } from '../text.ts';
import { cannotScrape, isBuiltIn } from './distribution.ts';
import { portNotes } from './port-notes.ts';
import { contradictions, listsOf, namesLeftOut, originName, originOf, toldBy } from './sources.ts';

/** What is unsure about where etcd's members are, a sentence each (section 5.3). */
export function discoveryNotes({ answers, facts }: Pick<Input, 'answers' | 'facts'>, used: readonly string[]): Text[] {
  const { port, certificates } = answers.etcd ?? {};
  const { distribution } = facts.cluster;
  const builtIn = isBuiltIn(facts.cluster) && distribution && certificates?.source !== 'none' && port === 2379;
  return [
    ...conflictNotes(facts, used),
    ...otherNotes(facts, used),
    ...nameNotes(facts, used),
    ...(port !== undefined && certificates?.source !== 'none' ? portNotes(facts.cluster.etcdSources ?? [], port) : []),
    ...(certificates?.source === 'ssh' ? pairNotes(facts) : []),
    ...(builtIn ? [cannotScrape(distribution.name)] : []),
  ];
}

/** That the origins contradict each other, with what each of them lists; empty where they don't. */
export function conflict(facts: Facts): Text[] {
  const differing = contradictions(toldBy(facts));
  if (differing.length === 0) return [];
  const lists = listsOf(differing);
  return [
    text(
      `What is known of etcd's members contradicts itself: ${lists.en}.`,
      `etcd 멤버 정보가 출처마다 다릅니다: ${lists.ko}.`,
    ),
  ];
}

/** Members that are known by name only. */
export function namesOnly(facts: Facts): Text[] {
  const found = namesLeftOut(toldBy(facts));
  if (!found) return [];
  const { from, names } = found;
  const list = names.join(', ');
  return [
    text(
      `${originName(from).en} names etcd members by host name: ${list}. Prometheus is given IP addresses, so these have to be listed in etcd.endpoints.`,
      `${originName(from).ko}에 etcd 멤버가 호스트 이름(${list})으로 적혀 있습니다. IP 주소가 필요하므로 etcd.endpoints에 적으십시오.`,
    ),
  ];
}

function conflictNotes(facts: Facts, used: readonly string[]): Text[] {
  const from = originName(originOf(used, toldBy(facts)));
  const list = used.join(', ');
  return conflict(facts).map(({ en, ko }) =>
    text(
      `${en} Used are ${list}, as in ${from.en}; say otherwise with etcd.endpoints.`,
      `${ko} ${from.ko} 기준으로 ${list}을(를) 사용합니다. 다르면 etcd.endpoints로 지정하십시오.`,
    ),
  );
}

/** The answers name others than everything that is known for sure. */
function otherNotes(facts: Facts, used: readonly string[]): Text[] {
  const told = toldBy(facts);
  const exact = told.filter((one) => one.exact && one.addresses.length > 0 && one.names.length === 0);
  if (exact.length === 0 || originOf(used, told) !== 'answers' || contradictions(told).length > 0) return [];
  const lists = listsOf(exact.slice(0, 1));
  return [
    text(
      `etcd.endpoints lists ${used.join(', ')}, other members than ${lists.en}. The answers count.`,
      `etcd.endpoints의 ${used.join(', ')}은(는) ${lists.ko}와(과) 다릅니다. 답변을 따릅니다.`,
    ),
  ];
}

/** What the master itself tells of a way that needs no key, and that the pair found there is meant for more. */
function pairNotes({ hosts: { etcd, plainMetrics = [] } = {} }: Facts): Text[] {
  const [url] = plainMetrics.length === 0 ? (etcd?.environment?.metrics ?? []) : [];
  return [...(url && etcd ? [opensPlain(etcd.host, url)] : []), ...(etcd && isBroad(etcd) ? [broad(etcd)] : [])];
}

function opensPlain(host: string, url: string): Text {
  const port = new URL(url).port;
  return text(
    `/etc/etcd.env on ${host} opens a plain metrics port, ${url}: with etcd.certificates.source: none and etcd.port: ${port} no key is needed.`,
    `${host}의 /etc/etcd.env에 평문 메트릭 포트 ${url}이(가) 열려 있습니다. etcd.certificates.source: none과 etcd.port: ${port}(으)로 지정하면 키가 필요 없습니다.`,
  );
}

/** node-X and healthcheck-client are made for asking; anything else is what some component works with. */
function isBroad({ certificatePath }: EtcdHostFact): boolean {
  return !/^(node-.+\.pem|healthcheck-client\.crt)$/.test(basename(certificatePath));
}

function broad({ certificatePath, host }: EtcdHostFact): Text {
  return text(
    `${certificatePath} on ${host} is the certificate that kube-apiserver itself works with: no narrower one was found there.`,
    `${host}의 ${certificatePath}은(는) kube-apiserver가 사용하는 인증서입니다. 권한이 더 좁은 인증서를 찾지 못했습니다.`,
  );
}

/** Where only some are named by address, the others would be missed in silence. */
function nameNotes(facts: Facts, used: readonly string[]): Text[] {
  const told = toldBy(facts);
  const found = namesLeftOut(told);
  // Whoever lists other addresses than were found has answered for the names too.
  if (!found || originOf(used, told) !== found.from) return [];
  return namesOnly(facts);
}
