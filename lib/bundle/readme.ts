import type { Described } from './describe.ts';

/** The bundle's README, in both languages. */
export function readme(described: Described): string {
  const { version, platform, stack, chart } = described;
  const changed = stack.tree === 'changed' ? '+ changes' : undefined;
  const origin = [stack.repository ?? stack.directory, stack.ref, stack.commit, changed].filter(Boolean).join(' ');
  const inside = `runbook ${version}, ${platform}; stack: ${origin} (prometheus-operator ${stack.operatorVersion}); chart: ${chart ?? '-'}`;
  return `# tks-runbook ${version} (${platform})

${inside}

## English

Everything that an installation without a network needs, but for the images, your answers and your secrets.

1. Verify: \`sha256sum --quiet -c SHA256SUMS\`
2. Mirror the images of \`images.txt\` into your registry, one a line, from a machine that reaches both. With your
   answers (\`images\`), \`./runbook plan --images --answers prod.yaml --output json\` names each with its place there.
3. Install: \`./runbook plan --answers prod.yaml\`, then \`./runbook install --answers prod.yaml\`

\`./runbook\` takes the stack and the chart from this folder, whatever the answers say of stack and msteams.chart; a
\`--set\` of yours wins. Folders that your answers name (overlays, certificates) are brought along by you. Of the machine
it needs a POSIX shell, glibc and libstdc++, and ssh where etcd's certificates are read from masters.

## 한국어

네트워크 없이 설치하는 데 필요한 모든 것이 들어 있습니다. 이미지, 답변 파일, 시크릿은 들어 있지 않습니다.

1. 검증: \`sha256sum --quiet -c SHA256SUMS\`
2. 양쪽에 접근할 수 있는 장비에서 \`images.txt\`의 이미지(한 줄에 하나)를 내부 레지스트리로 미러링합니다. 답변에
   \`images\`가 있으면 \`./runbook plan --images --answers prod.yaml --output json\`이 이미지별 대상 위치를 알려 줍니다.
3. 설치: \`./runbook plan --answers prod.yaml\` 확인 후 \`./runbook install --answers prod.yaml\`

\`./runbook\`은 답변의 stack, msteams.chart와 관계없이 이 폴더의 스택과 차트를 사용합니다. 직접 지정한 \`--set\`이 우선합니다.
답변이 가리키는 폴더(overlays, 인증서)는 따로 가져와야 합니다. 장비에는 POSIX 셸, glibc, libstdc++가 필요하며, etcd 인증서를
마스터에서 읽는 경우 ssh도 필요합니다.
`;
}
