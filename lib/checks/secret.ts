import { NAMESPACE } from '../manifests/namespace.ts';
import { type Text, text } from '../text.ts';

/** The reason where a Secret of monitoring is missing. */
export function secretNotThere(name: string): Text {
  return text(`Secret ${NAMESPACE}/${name} is not there`, `Secret ${NAMESPACE}/${name} 없음`);
}

/** What to do about a Secret that somebody else keeps. */
export function renewSecret(name: string): Text {
  return text(
    `Make or renew it where Secret ${name} comes from; the runbook only refers to it.`,
    `Secret ${name}의 출처에서 만들거나 갱신하십시오. 런북은 참조만 합니다.`,
  );
}
