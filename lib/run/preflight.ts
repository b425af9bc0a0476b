import { EXIT, RunbookError } from '../errors.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import type { Output } from '../output/output.ts';
import { minorOf, releaseFor, releaseOfOperator } from '../stack/releases.ts';
import type { Input, Step } from '../step.ts';
import { type Text, text } from '../text.ts';

/**
 * What can be known to fail, or to be unwise, before anything is planned. Warnings are printed.
 * @throws RunbookError (exit 3) that lists everything that is missing.
 */
export function preflight(output: Output, input: Input, planned: ReadonlySet<Step>): void {
  const needed = [...planned].filter((step) => !step.leftOut?.(input));
  const missing = [...withoutNamespace(needed, input), ...needed.flatMap((step) => missingFor(step, input))];
  if (missing.length > 0) throw unmet(missing);
  for (const warning of warnings(input)) {
    output.note(warning);
    output.event('warning', { message: warning[output.lang] });
  }
}

function withoutNamespace(steps: readonly Step[], { facts }: Input): Text[] {
  const there = facts.cluster.namespaces.includes(NAMESPACE) || steps.some(({ name }) => name === 'namespace');
  if (there || steps.every(({ name }) => NEED_NO_NAMESPACE.includes(name))) return [];
  return [
    text(
      `there is no namespace ${NAMESPACE} yet: start with --from namespace`,
      `${NAMESPACE} 네임스페이스가 아직 없습니다. --from namespace부터 시작하십시오`,
    ),
  ];
}

// The inventory stands in it, and so every step that writes an object needs it.
const NEED_NO_NAMESPACE = ['stack', 'msteams-repository', 'msteams-config'];
const NEED_CERT_MANAGER = ['grafana-ca', 'grafana-issuer', 'grafana-certificate'];

function missingFor({ name, section }: Step, { facts, answers }: Input): Text[] {
  const certManager = facts.cluster.kinds.includes('cert-manager.io/Certificate');
  if (!NEED_CERT_MANAGER.includes(name) || certManager || answers.grafana.certificate.source !== 'cert-manager')
    return [];
  return [
    text(
      `${section}: the cluster has no cert-manager; install it first, or answer grafana.certificate with files or a secret`,
      `${section}: 클러스터에 cert-manager가 없습니다. 먼저 설치하거나 grafana.certificate를 files 또는 secret으로 지정하십시오`,
    ),
  ];
}

function unmet(causes: Text[]): RunbookError {
  const doing = text('Check what the steps need', '단계별 전제 조건 확인');
  const hint = text('Nothing was changed.', '변경된 것은 없습니다.');
  return new RunbookError({ exit: EXIT.preflight, doing, causes, hint });
}

function warnings({ stack, facts }: Input): Text[] {
  const release = releaseOfOperator(stack.operatorVersion);
  const minor = minorOf(facts.cluster.version);
  if (!release || minor === undefined || (release.from <= minor && minor <= release.to)) return [];
  const { tag, from, to } = release;
  const right = releaseFor(facts.cluster.version).tag;
  return [
    text(
      `! The stack (kube-prometheus ${tag}) is made for Kubernetes 1.${from} to 1.${to}; this cluster runs ${facts.cluster.version}, for which ${right} fits best.`,
      `! 스택(kube-prometheus ${tag})은 Kubernetes 1.${from}~1.${to}용입니다. 이 클러스터는 ${facts.cluster.version}이며 ${right}이(가) 가장 적합합니다.`,
    ),
  ];
}
