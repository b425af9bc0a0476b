import { text } from '../text.ts';
import type { Program } from './help.ts';

const USAGE = text('2    bad usage or answers, or no consent', '2    잘못된 사용법이나 답변, 또는 동의 없음');
const PREFLIGHT = text('3    preflight failed, nothing was changed', '3    사전 점검 실패, 변경된 것 없음');
const INTERRUPTED = text('130  interrupted or declined', '130  중단되었거나 거절됨');

/** What each command says of itself. */
export const PROGRAMS = {
  install: {
    does: text(
      'Installs the monitoring stack as the document does, section by section: surveys, asks, plans, applies, waits.',
      '문서의 절 순서대로 모니터링 스택을 설치합니다. 조사, 질문, 계획, 적용, 대기 순으로 진행합니다.',
    ),
    own: ['practice'],
    flags: [
      text(
        '--practice           on a practice control plane on this machine, unasked',
        '--practice           이 장비의 연습용 컨트롤 플레인에, 묻지 않고',
      ),
    ],
    exits: [
      text('0    done', '0    완료'),
      text('1    failed', '1    실패'),
      USAGE,
      PREFLIGHT,
      text('4    somebody else is at work on the helm release', '4    다른 누군가가 helm 릴리스를 작업 중'),
      text('5    an object was changed by somebody else since the plan', '5    계획 이후 다른 누군가가 객체를 변경함'),
      INTERRUPTED,
    ],
  },
  plan: {
    does: text('Shows what install would change; never writes.', 'install이 무엇을 바꿀지 보여 줍니다. 쓰지 않습니다.'),
    own: ['images'],
    flags: [
      text(
        '--images             only lists the images that are pulled, one a line; needs no cluster',
        '--images             가져올 이미지만 한 줄에 하나씩 출력, 클러스터 불필요',
      ),
    ],
    exits: [
      text('0    up to date', '0    최신 상태'),
      text('1    failed', '1    실패'),
      USAGE,
      PREFLIGHT,
      text('10   there are changes', '10   변경 있음'),
    ],
  },
  verify: {
    does: text(
      'Checks what was installed: objects, pods, certificates, Keycloak, the helm release. Only reads, and no master.',
      '설치된 객체, 파드, 인증서, Keycloak, helm 릴리스를 점검합니다. 읽기만 하며 마스터에는 접속하지 않습니다.',
    ),
    exits: [
      text('0    every check passed, was skipped or warns', '0    모든 점검이 통과, 건너뜀 또는 경고'),
      text('1    a check failed, or the checks could not be made', '1    점검 실패, 또는 점검할 수 없음'),
      text('2    bad usage or answers', '2    잘못된 사용법이나 답변'),
      text('3    something that the checks need cannot be had', '3    점검에 필요한 것을 구할 수 없음'),
      INTERRUPTED,
    ],
  },
  bundle: {
    does: text(
      'Makes one file with all that an installation behind an air gap needs: runbook, Node, kubectl, helm, chart, stack, image list.',
      '폐쇄망 설치에 필요한 런북, Node, kubectl, helm, 차트, 스택, 이미지 목록을 파일 하나로 만듭니다.',
    ),
    own: ['out'],
    takes: ['answers', 'set', 'context', 'kubeconfig', 'output', 'lang', 'help', 'version', 'typed'],
    flags: [
      text(
        '--out FILE           default: tks-runbook-VERSION-OS-ARCH.tgz in the current folder',
        '--out FILE           기본값: 현재 폴더의 tks-runbook-VERSION-OS-ARCH.tgz',
      ),
    ],
    exits: [
      text('0    done', '0    완료'),
      text('1    failed', '1    실패'),
      USAGE,
      text('3    something that belongs into it cannot be had', '3    들어가야 할 것을 구할 수 없음'),
      INTERRUPTED,
    ],
  },
} satisfies Record<string, Program>;
