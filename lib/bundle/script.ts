/** What the bundle's own command passes on to every command of the runbook. */
export interface Carried {
  /** Name of the chart's file under chart/; left out where the bundle has none. */
  chart?: string;
}

/**
 * The bundle's command `runbook`, for any POSIX shell: it runs on the bundle's own Node, kubectl and helm, and sets the
 * stack and the chart, over the operator's files and under the operator's own --set.
 */
export function script({ chart }: Carried): string {
  const settings = [
    '--set stack.source=directory',
    `--set "stack.directory='$yaml/stack'"`,
    ...(chart === undefined ? [] : [`--set "msteams.chart='$yaml/chart/${chart}'"`]),
  ];
  return `#!/bin/sh
# ./runbook COMMAND [FLAGS]: a command of the runbook with what this folder carries; see README.md.
set -eu
self=$(readlink -f -- "$0" 2>/dev/null || printf %s "$0")
TKS_BUNDLE=$(CDPATH= cd -- "$(dirname -- "$self")" && pwd -P)
PATH=$TKS_BUNDLE/bin:$PATH
: "\${TKS_KUBECTL:=$TKS_BUNDLE/bin/kubectl}" "\${TKS_HELM:=$TKS_BUNDLE/bin/helm}"
export TKS_BUNDLE PATH TKS_KUBECTL TKS_HELM
command=\${1:-}
main=$TKS_BUNDLE/app/runbook/$command.mts
case $command in */* | '') main= ;; esac
if [ ! -f "$main" ]; then
  echo "usage: $0 COMMAND [FLAGS]; COMMAND is one of:" >&2
  for file in "$TKS_BUNDLE"/app/runbook/*.mts; do echo "  $(basename "$file" .mts)" >&2; done
  exit 2
fi
shift
yaml=$(printf %s "$TKS_BUNDLE" | sed "s/'/''/g")
exec "$TKS_BUNDLE/bin/node" "$main" ${settings.join(' ')} "$@"
`;
}
