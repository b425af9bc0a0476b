import type { Json } from '../kubernetes/object.ts';
import type { Finding } from '../ports.ts';
import type { Input } from '../step.ts';
import { type Text, text } from '../text.ts';
import { contradictions, originName, originsOf, type Told, toldBy } from './sources.ts';

/** Where every member of etcd, and the certificate, is known from: for whoever has to check it. */
export function discoveryFinding(
  { answers, facts }: Pick<Input, 'answers' | 'facts'>,
  used: readonly string[],
): Finding {
  const told = toldBy(facts);
  const pair = answers.etcd?.certificates.source === 'none' ? undefined : facts.hosts?.etcd;
  const { distribution } = facts.cluster;
  return {
    name: 'etcdDiscovery',
    lines: [...used.map((address) => memberLine(address, told)), ...(pair ? [pairLine(pair)] : [])],
    warnings: [],
    data: {
      members: used.map((address) => ({ address, from: originsOf(address, told) })),
      sources: told.map(({ from, addresses, names }) => ({ from, addresses: [...addresses], names: [...names] })),
      contradictory: contradictions(told).length > 0,
      ...(pair && { certificate: { host: pair.host, node: pair.node, path: pair.certificatePath } }),
      ...(distribution && { distribution: distribution.name }),
    } satisfies Json,
  };
}

function memberLine(address: string, told: readonly Told[]): Text {
  const origins = originsOf(address, told).map(originName);
  const list = (lang: 'en' | 'ko') => origins.map((origin) => origin[lang]).join(', ');
  return text(`  etcd member ${address}: ${list('en')}`, `  etcd 멤버 ${address}: ${list('ko')}`);
}

function pairLine({ host, certificatePath }: { host: string; certificatePath: string }): Text {
  return text(`  etcd certificate: ${certificatePath} on ${host}`, `  etcd 인증서: ${host}의 ${certificatePath}`);
}
