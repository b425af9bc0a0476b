import { fileURLToPath } from 'node:url';
import type { Options } from '../command/options.ts';
import type { Output } from '../output/output.ts';
import { linesReport, terminalReport } from '../output/progress.ts';
import type { Mode } from '../practice/machines.ts';
import { up } from '../practice/practice.ts';
import { text } from '../text.ts';

const ANSWERS = fileURLToPath(new URL('../../configs/answers/practice.yaml', import.meta.url));

/** Brings the practice control plane up if it isn't, and turns the flags into a run against it, unasked. */
export async function practised(options: Options, output: Output): Promise<Options> {
  const report =
    output.format === 'text' && process.stdout.isTTY
      ? terminalReport(output.lang)
      : linesReport(output.lang, output.note);
  const { kubeconfig, mode } = await up({ lang: options.lang, report });
  if (mode === 'loopback') output.note(WITHOUT_ETCD);
  return { ...practiceOptions(options, mode), ...(kubeconfig && { kubeconfig }) };
}

/** The flags with the answers for the plane put under the operator's own. */
export function practiceOptions(options: Options, mode: Mode | undefined): Options {
  const set = mode === 'loopback' ? ['etcd=null', ...options.set] : options.set;
  return { ...options, yes: true, answers: [ANSWERS, ...options.answers], set };
}

const WITHOUT_ETCD = text(
  '! Without root the practice masters have no /etc/ssl/etcd/ssl and no sudo, so etcd is left out (--set etcd=null).',
  '! root가 아니므로 연습용 마스터에 /etc/ssl/etcd/ssl과 sudo가 없어 etcd를 제외합니다(--set etcd=null).',
);
