import { EXIT, RunbookError } from '../errors.ts';
import type { Facts } from '../facts.ts';
import { text } from '../text.ts';
import type { Answers } from './schema.ts';

/**
 * Stops when this is another cluster than the one the answers are for.
 * @throws RunbookError, exit 3, that says which cluster this is.
 */
export function checkCluster({ cluster: wanted }: Answers, { cluster }: Facts): void {
  const wrong = (['context', 'server', 'uid'] as const).flatMap((key) => {
    const [want, is] = [wanted[key], cluster[key]];
    if (want === undefined || same(key, want, is)) return [];
    return [
      text(`cluster.${key} is ${want} in the answers, but here ${is}`, `cluster.${key}: 답변은 ${want}, 이곳은 ${is}`),
    ];
  });
  if (!wrong.length) return;
  const { context, server, uid, version } = cluster;
  throw new RunbookError({
    exit: EXIT.preflight,
    doing: text('This is not the cluster that the answers are for', '답변이 가리키는 클러스터가 아닙니다'),
    causes: [
      ...wrong,
      text(
        `This is context ${context}, ${server}, ${version}, kube-system UID ${uid}`,
        `이곳은 컨텍스트 ${context}, ${server}, ${version}, kube-system UID ${uid}입니다`,
      ),
    ],
    hint: text(
      'Choose the cluster with --context, or correct the answers',
      '--context로 클러스터를 고르거나 답변을 고치십시오',
    ),
  });
}

function same(key: 'context' | 'server' | 'uid', a: string, b: string): boolean {
  return key === 'server' && URL.canParse(a) && URL.canParse(b) ? new URL(a).href === new URL(b).href : a === b;
}
