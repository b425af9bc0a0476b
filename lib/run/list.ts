import type { ClusterFacts } from '../facts.ts';
import type { Output } from '../output/output.ts';
import type { Step } from '../step.ts';
import { say, text } from '../text.ts';

/** Shows the steps and, where it could be reached, the cluster with what the answers can name it by. */
export function showList(output: Output, steps: readonly Step[], cluster: ClusterFacts | undefined): void {
  const known = cluster && { context: cluster.context, server: cluster.server, uid: cluster.uid };
  output.print(
    ...Object.entries(known ?? {}).map(([key, value]) => `cluster.${key}: ${value}`),
    ...(cluster ? [cluster.version, ''] : []),
    ...steps.map(({ section, name, title }) => {
      const line = `${section.padEnd(4)} ${name.padEnd(20)} `;
      return text(line + title.en, line + title.ko);
    }),
  );
  output.result({
    exit: 0,
    ...(cluster && { cluster: { ...known, version: cluster.version } }),
    steps: steps.map(({ section, name, title }) => ({ section, name, title: say(title, output.lang) })),
  });
}
