import * as v from 'valibot';

const podList = v.object({
  items: v.array(
    v.object({
      metadata: v.object({ deletionTimestamp: v.optional(v.string()) }),
      spec: v.object({
        containers: v.array(v.object({ name: v.string(), args: v.optional(v.array(v.string()), []) })),
      }),
      status: v.object({
        conditions: v.optional(v.array(v.object({ type: v.string(), status: v.string() })), []),
      }),
    }),
  ),
});

/** The flags of the first operator's pod that is ready; undefined when there is none. */
export function readyOperator(pods: unknown): string[] | undefined {
  const ready = v
    .parse(podList, pods)
    .items.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .find(({ status }) => status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True'));
  return ready?.spec.containers.find(({ name }) => name === 'prometheus-operator')?.args;
}

/** What of the pod's flags doesn't hold for a process outside of it: where it listens and how it reaches the API. */
const OURS = /^--?(web\.|apiserver|ca-file|cert-file|key-file|tls-insecure|kubeconfig|auto-gomemlimit)/;

/** The operator's command line on this machine. */
export function operatorArguments(
  flags: readonly string[],
  server: string,
  ca: string,
  cert: string,
  key: string,
): string[] {
  return [
    ...flags.filter((flag) => !OURS.test(flag)),
    `--apiserver=${server}`,
    `--ca-file=${ca}`,
    `--cert-file=${cert}`,
    `--key-file=${key}`,
    // Nobody asks it: any free port of loopback will do.
    '--web.listen-address=127.0.0.1:0',
  ];
}
