import type { Interrupts } from '../command/interrupts.ts';
import type { Options } from '../command/options.ts';
import { formatError } from '../errors.ts';
import type { ClusterFacts, Facts } from '../facts.ts';
import type { Output } from '../output/output.ts';
import type { Step } from '../step.ts';
import { surveyCluster } from '../survey/cluster.ts';
import { text } from '../text.ts';
import { showList } from './list.ts';
import { openSession, type Session } from './session.ts';

/** Surveys the cluster and says which one it is. */
export async function survey(session: Session): Promise<Facts> {
  const cluster = await surveyCluster(session.client, session.connection);
  const { context, server, version, nodes } = cluster;
  const where = `${context} (${server}, ${version})`;
  session.output.note(text(`Cluster ${where}, ${nodes.length} nodes`, `클러스터 ${where}, 노드 ${nodes.length}개`), '');
  if (cluster.unknown) {
    const kinds = cluster.unknown.join(', ');
    session.output.note(
      text(
        `! No right to read ${kinds}: what they would tell is neither suggested nor checked.`,
        `! ${kinds}을(를) 읽을 권한이 없어, 해당 정보는 제안하거나 확인하지 않습니다.`,
      ),
    );
  }
  return { cluster };
}

/** Shows the steps and, where it can be reached, the cluster. */
export async function list(
  options: Options,
  output: Output,
  interrupts: Interrupts,
  steps: readonly Step[],
): Promise<void> {
  const cluster = await clusterOf(options, output, interrupts).catch((error: unknown) => {
    output.note(formatError(error, output.lang), '');
    return undefined;
  });
  showList(output, steps, cluster);
}

async function clusterOf(options: Options, output: Output, interrupts: Interrupts): Promise<ClusterFacts> {
  await using session = await openSession(options, output, interrupts);
  return await surveyCluster(session.client, session.connection);
}
