import { join, type Text, text } from '../text.ts';
import type { Status } from './status-document.ts';

/** What --help prints. */
export const USAGE: Text = text(
  `Usage: npx zx runbook/practice.mts up|down|status [--lang en|ko] [--output text|json]

A practice control plane on this machine: a real API server, real controllers, nodes played by kwok, real sshd as
masters with a real etcd behind them. Nothing of it can be reached from other machines.

  up      makes it, or repairs what is missing; the first time brings the tools it lacks
  status  tells whether it is healthy: exit code 0 when it is, 1 when not
  down    ends it and removes everything that belongs to it, but not the cache of tools`,
  `사용법: npx zx runbook/practice.mts up|down|status [--lang en|ko] [--output text|json]

이 머신에 연습용 컨트롤 플레인을 만듭니다. API 서버와 컨트롤러는 실물이고, 노드는 kwok이 대신하며, 마스터는 실제 sshd와
etcd입니다. 다른 머신에서는 접근할 수 없습니다.

  up      만들거나 빠진 부분을 복구합니다. 처음에는 필요한 도구까지 준비합니다
  status  정상 여부를 알려줍니다. 정상이면 종료 코드 0, 아니면 1입니다
  down    종료하고 관련된 것을 모두 제거합니다. 도구 캐시는 남깁니다`,
);

/** A state in words. */
export function describe(state: Status): Text {
  if (!state.mode)
    return text(
      '✖ there is no practice plane here; make it with: npx zx runbook/practice.mts up',
      '✖ 연습 환경이 없습니다. 만들기: npx zx runbook/practice.mts up',
    );
  const title = state.healthy
    ? text('✔ the practice plane is healthy', '✔ 연습 환경이 정상입니다')
    : text(
        '✖ the practice plane is not healthy; repair it with: npx zx runbook/practice.mts up',
        '✖ 연습 환경이 정상이 아닙니다. 복구: npx zx runbook/practice.mts up',
      );
  return join([title, ...state.problems.map((problem) => `  ✖ ${problem}`), ...facts(state)], '\n');
}

function facts({
  version,
  server,
  kubeconfig,
  nodes = [],
  masters = [],
  sshConfig,
  helmRepository,
  mode,
}: Status): Text[] {
  const names = nodes.map(({ name }) => name).join(' ');
  const lines: Text[] = [];
  if (server)
    lines.push(
      text(`  cluster    ${version} at ${server}, nodes ${names}`, `  클러스터   ${version} ${server}, 노드 ${names}`),
    );
  if (kubeconfig) lines.push(text(`  kubeconfig ${kubeconfig}`, `  kubeconfig ${kubeconfig}`));
  for (const { name, user, host, port } of masters)
    lines.push(text(`  ${name}    ${user}@${host}:${port}`, `  ${name}    ${user}@${host}:${port}`));
  if (sshConfig)
    lines.push(text(`  log in by  ssh -F ${sshConfig} master1`, `  접속       ssh -F ${sshConfig} master1`));
  if (helmRepository) lines.push(text(`  charts     ${helmRepository}`, `  차트       ${helmRepository}`));
  if (mode === 'loopback') {
    lines.push(
      text(
        '  without root the masters have no folder /etc/ssl/etcd/ssl of their own and their etcd has no address for pods',
        '  root가 아니므로 마스터에 /etc/ssl/etcd/ssl 폴더가 따로 없고, 파드가 접근할 etcd 주소도 없습니다',
      ),
    );
  }
  return lines;
}
