import { RELEASE } from '../msteams/release.ts';
import type { Input } from '../step.ts';
import { join, type Text, text } from '../text.ts';
import type { Check } from './check.ts';
import { countOf, judgeObjects } from './objects.ts';
import { failed, passed, skipped, warned } from './outcome.ts';
import { lookAt } from './sight.ts';

const STEP = 'msteams-release';

/** Section 6.3: the helm release is deployed, and what it brought is there; `leftOut` is why there is none. */
export function releaseCheck({ facts }: Pick<Input, 'facts'>, leftOut: Text | undefined): Check {
  const title = `helm release ${RELEASE}`;
  return {
    name: STEP,
    title: text(title, `helm 릴리스 ${RELEASE}`),
    run: async ({ helm, cluster }) => {
      if (leftOut) return skipped(leftOut);
      if (!helm) return warned([NO_HELM], BRING_HELM);
      const release = await helm.release(RELEASE);
      if (!release) return failed([text('it is not there', '릴리스가 없습니다')], AGAIN);
      const { status, chart, revision } = release;
      if (status !== 'deployed')
        return failed([text(`revision ${revision} is ${status}`, `리비전 ${revision}의 상태: ${status}`)], AGAIN);
      const sights = await lookAt(cluster, await helm.objects(RELEASE));
      const outcome = judgeObjects(sights, STEP, facts.cluster);
      if (outcome.result !== 'pass') return outcome;
      const deployed = text(`${chart}, revision ${revision}, deployed`, `${chart}, 리비전 ${revision}, deployed`);
      return passed(join([deployed, countOf(sights)], '; '));
    },
  };
}

const NO_HELM = text('there is no helm on this machine to look with', '이 장비에 조회할 helm이 없습니다');
const BRING_HELM = text('Install helm, or name it by TKS_HELM.', 'helm을 설치하거나 TKS_HELM 변수로 지정하십시오.');
const AGAIN = text(
  `Run install with --only ${STEP}: it installs it, and puts a broken one right first.`,
  `install을 --only ${STEP}(으)로 실행하면 릴리스를 설치하고, 문제가 있으면 먼저 복구합니다.`,
);
