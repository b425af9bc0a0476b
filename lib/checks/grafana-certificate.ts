import { Sealed } from '../answers/secret.ts';
import { daysLeft, inspectCertificate, SOON } from '../certificates/inspect.ts';
import { RunbookError } from '../errors.ts';
import { textOf } from '../etcd/secret-pair.ts';
import { requireHost, tlsSecretName } from '../grafana/address.ts';
import { certificateObjects } from '../grafana/certificate.ts';
import { whyNoCertificate } from '../grafana/issuing.ts';
import { certificatesOf } from '../grafana/pem.ts';
import { checkTls } from '../grafana/tls.ts';
import { kubectlLine } from '../kubernetes/kubectl-line.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { fieldAt } from '../manifests/field.ts';
import { NAMESPACE, reference } from '../manifests/namespace.ts';
import type { Input } from '../step.ts';
import { unlessForbidden } from '../survey/forbidden.ts';
import { join, type Text, text } from '../text.ts';
import type { Check, CheckPorts, ClusterReader } from './check.ts';
import { failed, type Outcome, passed, skipped, warned } from './outcome.ts';
import { renewSecret, secretNotThere } from './secret.ts';

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
  const live = await cluster.get(reference('v1', 'Secret', name));
  const key = live && new Sealed(textOf(live, 'tls.key'));
  const [certificate] = certificateObjects(stack, answers);
  const hint = (overdue?: string) => hintFor(input, name, certificate, overdue);
  if (!key) return failed([secretNotThere(name)], hint());
  hide(key.reveal());
  const outcome = judgeTls({ certificates: textOf(live, 'tls.crt'), key, host: requireHost(answers) }, now);
  if (outcome.result === 'pass') return outcome;
  const time = certificate && (await renewalTime(certificate, cluster));
  // Not due yet: cert-manager waits as long as the Certificate's renewBefore says.
  const overdue = time !== undefined && new Date(time) <= now;
  if (outcome.result === 'warn' && time && !overdue) return passed(...outcome.reasons, renewedOn(time));
  return { ...outcome, hint: hint(overdue ? time : undefined) };
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

/** When cert-manager will renew it, as the API has it; undefined where it doesn't, or nobody may look. */
async function renewalTime(certificate: KubeObject, cluster: ClusterReader): Promise<string | undefined> {
  const look = () => cluster.get(certificate);
  const time = fieldAt(await unlessForbidden(look), 'status', 'renewalTime');
  return typeof time === 'string' ? time : undefined;
}

function renewedOn(time: string): Text {
  return text(`cert-manager renews it at ${time}`, `cert-manager가 ${time}에 갱신합니다`);
}

/** `overdue`: when cert-manager should have renewed it, and didn't. */
function hintFor({ answers, facts }: Input, secret: string, certificate?: KubeObject, overdue?: string): Text {
  const { source } = answers.grafana.certificate;
  if (source === 'secret') return renewSecret(secret);
  if (source === 'files')
    return text(
      'Replace the files of grafana.certificate, then run install with --only grafana-certificate.',
      'grafana.certificate의 파일을 교체한 뒤 install을 --only grafana-certificate로 실행하십시오.',
    );
  const name = certificate?.metadata.name ?? '';
  const command = kubectlLine(facts.cluster, '-n', NAMESPACE, 'describe', 'certificate', name);
  if (overdue)
    return text(
      `cert-manager should have renewed it at ${overdue}; see why it hasn't: ${command}`,
      `cert-manager가 ${overdue}에 갱신했어야 합니다. 갱신되지 않은 이유를 확인하십시오: ${command}`,
    );
  return text(
    `Run install with --only grafana-certificate; what cert-manager makes of it: ${command}`,
    `install을 --only grafana-certificate로 실행하십시오. cert-manager의 처리 결과 확인: ${command}`,
  );
}
