import { EXIT, RunbookError } from '../errors.ts';
import type { ClusterFacts } from '../facts.ts';
import { type Connection, flags } from '../kubernetes/proxy.ts';
import { run } from '../process/run.ts';
import { text } from '../text.ts';

/** The context that a connection means, and the API server behind it. @throws RunbookError (exit 3) when there is none */
export async function readContext(
  connection: Connection,
): Promise<Pick<ClusterFacts, 'context' | 'kubeconfig' | 'server'>> {
  const seen = await run(connection.kubectl, ['config', 'view', '--minify', '--output=json', ...flags(connection)]);
  if (seen.code !== 0) throw noContext(seen.stderr);
  const config = JSON.parse(seen.stdout) as { 'current-context': string; clusters?: { cluster: { server: string } }[] };
  return {
    context: connection.context ?? config['current-context'],
    ...(connection.kubeconfig !== undefined && { kubeconfig: connection.kubeconfig }),
    server: config.clusters?.[0]?.cluster.server ?? '',
  };
}

function noContext(words: string): RunbookError {
  return new RunbookError({
    exit: EXIT.preflight,
    doing: text('Find out which cluster this is', '대상 클러스터 확인'),
    causes: [words.trim()],
    hint: text(
      'Name it by --context, and its file by --kubeconfig.',
      '--context로 컨텍스트를, --kubeconfig로 파일을 지정하십시오.',
    ),
  });
}
