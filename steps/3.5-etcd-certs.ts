import { etcdCertificateCheck } from '../lib/checks/etcd-certificate.ts';
import { certificateNotes } from '../lib/etcd/certificate-notes.ts';
import { certificateDifferences, certificateSecret, holdsPair, isSettled } from '../lib/etcd/certificate-secret.ts';
import { expiryOf } from '../lib/etcd/expiry.ts';
import { keyNotes } from '../lib/etcd/key-notes.ts';
import { requireAccepted, withoutPractice } from '../lib/etcd/member-check.ts';
import { memberFinding } from '../lib/etcd/member-table.ts';
import { membersToAsk } from '../lib/etcd/members.ts';
import { ETCD_SECRET, keysOfHost, requireEtcdHost } from '../lib/etcd/secret-keys.ts';
import { textOf } from '../lib/etcd/secret-pair.ts';
import { unverifiedNotes } from '../lib/etcd/unverified.ts';
import { whyNoPair } from '../lib/etcd/why-no-pair.ts';
import type { EtcdHostFact } from '../lib/facts.ts';
import { reference } from '../lib/manifests/namespace.ts';
import type { Ports } from '../lib/ports.ts';
import type { Input, Step } from '../lib/step.ts';
import { text } from '../lib/text.ts';

/** Section 3.5: the client certificate with which Prometheus reads etcd's metrics. */
export const etcdCerts: Step = {
  name: 'etcd-certs',
  section: '3.5',
  title: text('Copy the etcd certificates into a Secret', 'etcd 인증서 Secret 배포'),
  leftOut({ answers }) {
    const { source, name = ETCD_SECRET } = answers.etcd?.certificates ?? {};
    if (source !== 'secret') return whyNoPair(answers);
    return text(`the existing Secret ${name} is used`, `기존 Secret ${name}을(를) 사용합니다`);
  },
  notes: (input) => [...keyNotes(input), ...certificateNotes(input.facts.hosts ?? {}), ...unverifiedNotes(input)],
  summary: ({ facts: { hosts } }) => [
    ...(hosts?.etcd && hosts.readAt ? [expiryOf(hosts.etcd, hosts.readAt)] : []).flatMap((each) => each?.words ?? []),
    text(
      'Secret etcd-certs gives whoever can read Secrets in namespace monitoring full power over etcd: keep that right to few.',
      'etcd-certs Secret은 monitoring 네임스페이스의 Secret을 읽을 수 있는 모든 주체에게 etcd 전체 권한을 줍니다. 읽기 권한을 최소화하십시오.',
    ),
  ],
  checks: (input) => [etcdCertificateCheck(input)],
  obsolete({ answers }) {
    const { source = undefined, name = ETCD_SECRET } = answers.etcd?.certificates ?? {};
    const kept = source === 'ssh' || source === 'files' || (source === 'secret' && name === ETCD_SECRET);
    // What was full power over etcd must not lie about when nothing needs it any more.
    return kept ? [] : [reference('v1', 'Secret', ETCD_SECRET)];
  },
  desired(input) {
    const { source } = input.answers.etcd?.certificates ?? {};
    if (source !== 'ssh' && source !== 'files') return [];
    const found = requireEtcdHost(input.facts);
    // Where a folder of this machine is says nothing to anybody else.
    const host = source === 'ssh' ? found : { ...found, host: '' };
    return [
      {
        object: certificateSecret(host),
        settled: (live) => isSettled(live, host),
        differs: (live) => certificateDifferences(live, host),
        complete: async (ports, live) => {
          // The key that is there already needn't be read again from where it's kept.
          const kept = live && holdsPair(live, host) ? textOf(live, keysOfHost(host).key) : undefined;
          const key = kept ?? (await takeKey(input, ports, found));
          ports.hide(key);
          return certificateSecret(host, key);
        },
      },
    ];
  },
};

/** Reads the key, and has the members try the pair before anything is written. */
async function takeKey(input: Input, { masters, tell }: Ports, found: EtcdHostFact): Promise<string> {
  const { etcd } = input.answers;
  if (!etcd) throw new Error('a certificate of etcd without etcd');
  const { key, probes } = await masters.readKey(etcd, found, membersToAsk(input));
  const judged = withoutPractice(probes, input.facts.cluster.nodes);
  tell(memberFinding(judged));
  requireAccepted(judged);
  return key.reveal();
}
