import type { Answers } from '../answers/schema.ts';
import type { Interrupts } from '../command/interrupts.ts';
import type { Options } from '../command/options.ts';
import { formatError } from '../errors.ts';
import type { Output } from '../output/output.ts';
import { RELEASES } from '../stack/releases.ts';
import { readContext } from '../survey/context.ts';
import { text } from '../text.ts';
import { openSession } from './session.ts';

/**
 * The cluster's version where the stack depends on it: kube-prometheus without a tag. A machine that only mirrors may
 * see no cluster; then it is empty, which means the newest release, and that is said.
 */
export async function clusterVersion(
  options: Options,
  output: Output,
  interrupts: Interrupts,
  { stack }: Pick<Answers, 'stack'>,
): Promise<string> {
  if (stack.source !== 'kube-prometheus' || stack.ref !== undefined) return '';
  try {
    await using session = await openSession(options, output, interrupts);
    await readContext(session.connection);
    return String((await session.client.read('/version')).gitVersion);
  } catch (error) {
    output.note(
      formatError(error, output.lang),
      text(
        `! No cluster to choose a release for: the newest is taken, ${RELEASES[0].tag}. Name another by stack.ref.`,
        `! 릴리스를 고를 클러스터에 접근할 수 없어 최신 버전 ${RELEASES[0].tag}을(를) 사용합니다. 다른 버전은 stack.ref로 지정하십시오.`,
      ),
    );
    return '';
  }
}
