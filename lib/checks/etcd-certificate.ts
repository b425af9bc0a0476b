import { Sealed } from '../answers/secret.ts';
import { checkCertificate, checkKey, checkUse } from '../certificates/check.ts';
import { checkDates } from '../certificates/check-dates.ts';
import { parseCertificates } from '../certificates/inspect.ts';
import { expiryOf, isSoon } from '../etcd/expiry.ts';
import { ETCD_SECRET, etcdSecretKeys } from '../etcd/secret-keys.ts';
import { secretFact, textOf } from '../etcd/secret-pair.ts';
import { whyNoPair } from '../etcd/why-no-pair.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { asMap } from '../manifests/field.ts';
import { NAMESPACE, reference } from '../manifests/namespace.ts';
import type { Input } from '../step.ts';
import { unlessForbidden } from '../survey/forbidden.ts';
import { type Text, text } from '../text.ts';
import type { Check, CheckPorts, ClusterReader } from './check.ts';
import { entriesNamed, type NamedEntries } from './etcd-entries.ts';
import { failed, type Outcome, passed, skipped, warned } from './outcome.ts';
import { renewSecret, secretNotThere } from './secret.ts';

/** Section 3.5: the pair in the Secret is one that Prometheus can use, and for how long. */
export function etcdCertificateCheck(input: Input): Check {
  return {
    name: 'etcd-certificate',
    title: text("etcd's client certificate", 'etcd 클라이언트 인증서'),
    run: (ports) => check(input, ports),
  };
}

async function check(input: Input, { cluster, hide, now }: CheckPorts): Promise<Outcome> {
  const without = whyNoPair(input.answers);
  if (without) return skipped(without);
  const { source = 'ssh', name = ETCD_SECRET } = input.answers.etcd?.certificates ?? {};
  const theirs = source === 'secret';
  const secret = theirs ? name : ETCD_SECRET;
  const renew = source === 'files' ? RENEW_FILES : RENEW;
  const hints = theirs ? { mend: renewSecret(secret), renew: renewSecret(secret) } : { mend: COPY, renew };
  const live = await cluster.get(reference('v1', 'Secret', secret));
  if (!live) return failed([secretNotThere(secret)], hints.mend);
  const named = entriesNamed(await monitorsOf(cluster), secret);
  const missing = missingEntries(live, secret, named);
  if (missing.length > 0) return failed(missing, hints.mend);
  const entries = { ...entriesOf(input, live, theirs), ...named.find(({ certificate, key }) => certificate && key) };
  const { certificate, ca, key } = entries;
  if (!certificate || !ca || !key) return failed([noPair(secret)], hints.mend);
  const pair = { certificate: textOf(live, certificate), ca: textOf(live, ca), key: new Sealed(textOf(live, key)) };
  hide(pair.key.reveal());
  return judgePair(pair, { now, theirs, ...hints });
}

/** PEM, as the Secret's entries have it. */
export interface LivePair {
  certificate: string;
  ca: string;
  key: Sealed;
}

/**
 * What a pair comes to. Of a Secret that somebody else keeps (`theirs`) it isn't asked that the CA issued the
 * certificate: it may be that of etcd's servers alone.
 */
export function judgePair(
  { certificate, ca, key }: LivePair,
  { now, theirs, mend, renew }: { now: Date; theirs: boolean; mend: Text; renew: Text },
): Outcome {
  const [leaf] = parseCertificates(certificate);
  const faults =
    theirs && leaf ? [...checkDates(leaf, now), ...checkUse(leaf)] : checkCertificate({ certificate, ca }, now);
  const unfit = leaf ? checkKey(key, certificate) : [];
  const expiry = expiryOf({ certificate, ca }, now);
  const ended = expiry !== undefined && expiry.days < 0;
  if (faults.length + unfit.length > 0) return failed([...faults, ...unfit], ended ? renew : mend);
  if (!expiry || ended) return failed(expiry ? [expiry.until] : [], renew);
  const own = expiryOf({ certificate, ca: '' }, now) ?? expiry;
  // Where the CA ends first, that is told as well.
  const words = own.days === expiry.days ? [own.until] : [own.until, expiry.until];
  return isSoon(expiry) ? warned(words, renew) : passed(...words);
}

/** What the Secret itself tells, where no ServiceMonitor does. @throws RunbookError for one that isn't made for it */
function entriesOf({ answers }: Pick<Input, 'answers'>, live: KubeObject, theirs: boolean) {
  if (!theirs) return secretFact(live)?.names;
  return etcdSecretKeys({ answers, facts: { hosts: { etcdSecretKeys: Object.keys(asMap(live.data)) } } });
}

async function monitorsOf(cluster: ClusterReader): Promise<KubeObject[]> {
  const list = () => cluster.list('monitoring.coreos.com/v1', 'ServiceMonitor', { namespace: NAMESPACE });
  return (await unlessForbidden(list))?.items ?? [];
}

function missingEntries(live: KubeObject, secret: string, named: readonly NamedEntries[]): Text[] {
  const entries = named.flatMap(({ monitor, ca, certificate, key }) =>
    [ca, certificate, key].flatMap((entry) => (entry && textOf(live, entry) === '' ? [{ entry, monitor }] : [])),
  );
  return entries.map(({ entry, monitor }) =>
    text(
      `Secret ${secret} has no ${entry}, which ServiceMonitor ${monitor} names`,
      `ServiceMonitor ${monitor}이(가) 지정한 ${entry} 항목이 Secret ${secret}에 없습니다`,
    ),
  );
}

function noPair(name: string): Text {
  return text(
    `Secret ${NAMESPACE}/${name} holds no client certificate with its key and CA`,
    `Secret ${NAMESPACE}/${name}에 클라이언트 인증서, 키, CA가 모두 있지 않습니다`,
  );
}

const RENEW = text(
  'Renew it on the masters first, then run install with --only etcd-certs.',
  '마스터 노드에서 먼저 갱신한 뒤 install을 --only etcd-certs로 실행하십시오.',
);
const RENEW_FILES = text(
  'Renew it on the masters first, copy the files anew, then run install with --only etcd-certs.',
  '마스터 노드에서 먼저 갱신하고 파일을 다시 복사한 뒤 install을 --only etcd-certs로 실행하십시오.',
);
const COPY = text(
  'Run install with --only etcd-certs, and --only etcd-metrics where the names of the entries changed.',
  'install을 --only etcd-certs로 실행하고, 항목 이름이 바뀌었다면 --only etcd-metrics도 실행하십시오.',
);
