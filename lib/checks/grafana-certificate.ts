import { Sealed } from '../answers/secret.ts';
import { daysLeft, inspectCertificate } from '../certificates/inspect.ts';
import { RunbookError } from '../errors.ts';
import { textOf } from '../etcd/secret-pair.ts';
import { requireHost, tlsSecretName } from '../grafana/address.ts';
import { certificateObjects } from '../grafana/certificate.ts';
import { whyNoCertificate } from '../grafana/issuing.ts';
import { certificatesOf } from '../grafana/pem.ts';
import { checkTls } from '../grafana/tls.ts';
import { fieldAt } from '../manifests/field.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import type { Input } from '../step.ts';
import { unlessForbidden } from '../survey/forbidden.ts';
import { join, type Text, text } from '../text.ts';
import type { Check, CheckPorts, ClusterReader } from './check.ts';
import { failed, type Outcome, passed, skipped, warned } from './outcome.ts';

/** Whole days under which an end is worth a warning. */
const SOON = 30;

/** Section 3.4: browsers take Grafana's certificate for its host, and for how long. */
export function grafanaCertificateCheck(input: Input): Check {
  return {
    name: 'grafana-certificate',
    title: text("Grafana's certificate", 'Grafana 인증서'),
    run: (ports) => check(input, ports),
  };
}

async function check(input: Input, { cluster, hide, now }: CheckPorts): Promise<Outcome> {
  const { stack, answers } = input;
  const without = whyNoCertificate(answers);
  if (without) return skipped(without);
  const name = tlsSecretName(stack, answers);
  const live = await cluster.get({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: NAMESPACE } });
  const key = live && new Sealed(textOf(live, 'tls.key'));
  if (!key)
    return failed(
      [text(`Secret ${NAMESPACE}/${name} is not there`, `Secret ${NAMESPACE}/${name} 없음`)],
      await hintFor(input, name, cluster),
    );
  hide(key.reveal());
  const outcome = judgeTls({ certificates: textOf(live, 'tls.crt'), key, host: requireHost(answers) }, now);
  return outcome.result === 'pass' ? outcome : { ...outcome, hint: await hintFor(input, name, cluster) };
}

/** What a Secret's certificate and key come to for a host; the texts are PEM. */
export function judgeTls(
  { certificates, key, host }: { certificates: string; key: Sealed; host: string },
  now: Date,
): Outcome {
  try {
    checkTls(certificates, key, { certificatePath: 'tls.crt', keyPath: 'tls.key', host }, now);
  } catch (error) {
    if (!(error instanceof RunbookError)) throw error;
    return failed(error.failure.causes.map((cause) => join([cause])));
  }
  const all = certificatesOf(certificates).map(inspectCertificate);
  const ends = new Date(Math.min(...all.map(({ notAfter }) => notAfter.getTime())));
  const days = daysLeft({ notAfter: ends }, now);
  const date = ends.toISOString().slice(0, 10);
  const words = text(`for ${host}, valid until ${date}, ${days} days`, `${host}용, ${date}까지 유효(${days}일 남음)`);
  return days < SOON ? warned([words]) : passed(words);
}

async function hintFor({ stack, answers }: Input, secret: string, cluster: ClusterReader): Promise<Text> {
  const { source } = answers.grafana.certificate;
  if (source === 'secret')
    return text(
      `Make or renew it where Secret ${secret} comes from; the runbook only refers to it.`,
      `Secret ${secret}의 출처에서 만들거나 갱신하십시오. 런북은 참조만 합니다.`,
    );
  if (source === 'files')
    return text(
      'Replace the files of grafana.certificate, then run install with --only grafana-certificate.',
      'grafana.certificate의 파일을 교체한 뒤 install을 --only grafana-certificate로 실행하십시오.',
    );
  const certificate = certificateObjects(stack, answers).find(({ kind }) => kind === 'Certificate');
  const live =
    certificate &&
    (await unlessForbidden(
      () => cluster.get(certificate),
      () => {},
    ));
  const command = `kubectl -n ${NAMESPACE} describe certificate ${certificate?.metadata.name ?? ''}`.trim();
  return renewal(fieldAt(live, 'status', 'renewalTime'), command);
}

function renewal(time: unknown, command: string): Text {
  const [when, korean] =
    typeof time === 'string'
      ? [`at ${time}`, `${time}에`]
      : ['once two thirds of its time are over', '유효 기간의 2/3가 지나면'];
  return text(
    `cert-manager renews it by itself, ${when}; if that is past: ${command}`,
    `cert-manager가 ${korean} 자동으로 갱신합니다. 이미 지났다면 다음을 확인하십시오: ${command}`,
  );
}
