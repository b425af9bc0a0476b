import { answersError } from '../answers/problem.ts';
import { EXIT, RunbookError } from '../errors.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import type { Output } from '../output/output.ts';
import type { Finding } from '../ports.ts';
import { missingError } from '../questions/missing.ts';
import { missingClass } from '../questions/missing-class.ts';
import { versionMismatch } from '../stack/mismatch.ts';
import type { Input, Step } from '../step.ts';
import { volumeProblems } from '../storage/problems.ts';
import { type Text, text } from '../text.ts';

/**
 * What can be known to fail, or to be unwise, before anything is planned. Warnings are printed.
 * @throws RunbookError (exit 3) that lists everything that is missing, or (exit 2) what answers want in vain.
 */
export function preflight(output: Output, input: Input, planned: ReadonlySet<Step>): void {
  const needed = [...planned].filter((step) => !step.leftOut?.(input));
  const missing = [...withoutNamespace(needed, input), ...needed.flatMap((step) => missingFor(step, input))];
  if (missing.length > 0) throw unmet(missing);
  const open = missingClass(input);
  if (open.length > 0) throw missingError(open);
  const problems = volumeProblems(input);
  if (problems.length > 0) throw answersError(problems);
  const mismatch = versionMismatch(input.stack, input.facts.cluster.version);
  const warnings = [...(mismatch ? [mismatch] : []), ...needed.flatMap((step) => step.notes?.(input) ?? [])];
  for (const warning of warnings.map(marked)) {
    output.note(warning);
    output.event('warning', { message: warning[output.lang] });
  }
  for (const finding of needed.flatMap((step) => step.findings?.(input) ?? [])) showFinding(output, finding);
}

function showFinding(output: Output, { name, lines, data }: Finding): void {
  if (output.verbose) output.note(...lines);
  output.event(name, { [name]: data });
  output.include({ [name]: data });
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

function marked({ en, ko }: Text): Text {
  return text(`! ${en}`, `! ${ko}`);
}
