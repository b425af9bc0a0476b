import type { Stack } from '../stack.ts';
import { type Text, text } from '../text.ts';
import {
  isBeforeReleases,
  minorOf,
  RELEASES,
  type Release,
  releaseFor,
  releaseOfOperator,
  supports,
} from './releases.ts';

/** That a stack isn't made for this version of Kubernetes, and which release is; undefined where nothing is amiss. */
export function versionMismatch({ origin, operatorVersion }: Stack, clusterVersion: string): Text | undefined {
  const minor = minorOf(clusterVersion);
  if (minor === undefined) return undefined;
  const release = releaseOfOperator(operatorVersion);
  if (release ? supports(release, minor) : !isBeforeReleases(operatorVersion)) return undefined;
  const is = release ? madeFor(release) : tooOld(operatorVersion);
  const what = advice(origin.carried ? 'directory' : origin.source, releaseFor(clusterVersion), release, minor);
  return text(
    `${is.en}; this cluster runs ${clusterVersion}. ${what.en}`,
    `${is.ko}. 이 클러스터는 ${clusterVersion}입니다. ${what.ko}`,
  );
}

function madeFor({ tag, from, to }: Release): Text {
  return text(
    `The stack (kube-prometheus ${tag}) is made for Kubernetes 1.${from} to 1.${to}`,
    `스택(kube-prometheus ${tag})은 Kubernetes 1.${from}~1.${to}용입니다`,
  );
}

function tooOld(operatorVersion: string): Text {
  const oldest = RELEASES.at(-1)?.tag;
  return text(
    `The stack (prometheus-operator ${operatorVersion}) is older than kube-prometheus ${oldest}, the oldest that is known here`,
    `스택(prometheus-operator ${operatorVersion})은 런북이 아는 가장 오래된 버전인 kube-prometheus ${oldest}보다 오래되었습니다`,
  );
}

function advice(source: Stack['origin']['source'], right: Release, is: Release | undefined, minor: number): Text {
  if (right.tag === is?.tag)
    return text(
      'No release that is known here is made for it, and this one comes nearest.',
      '런북이 아는 릴리스 중 이 버전을 지원하는 것은 없으며, 이 릴리스가 가장 가깝습니다.',
    );
  const fits = supports(right, minor)
    ? text(`kube-prometheus ${right.tag} is made for it`, `kube-prometheus ${right.tag}이(가) 이 버전을 지원합니다`)
    : text(`kube-prometheus ${right.tag} comes nearest`, `kube-prometheus ${right.tag}이(가) 가장 가깝습니다`);
  return source === 'kube-prometheus'
    ? text(`${fits.en}: stack.ref: ${right.tag}.`, `${fits.ko}: stack.ref: ${right.tag}.`)
    : text(
        `${fits.en}: bring the files up to it, or answer stack.source: kube-prometheus with stack.ref: ${right.tag}.`,
        `${fits.ko}. 파일을 이 버전으로 올리거나 stack.source: kube-prometheus와 stack.ref: ${right.tag}을(를) 지정하십시오.`,
      );
}
