import type { Answers } from '../answers/schema.ts';
import { type Text, text } from '../text.ts';

/** Why nothing of etcd is collected; undefined when it is. */
export function whyNoEtcd({ etcd }: Pick<Answers, 'etcd'>): Text | undefined {
  return etcd ? undefined : text('the answers leave etcd out', '답변에 etcd 항목이 없습니다');
}

/** Why Prometheus needs no certificate for etcd (section 3.5); undefined when it does. */
export function whyNoPair(answers: Pick<Answers, 'etcd'>): Text | undefined {
  if (answers.etcd?.certificates.source !== 'none') return whyNoEtcd(answers);
  return text('etcd has a plain metrics port', 'etcd 메트릭 포트가 평문(http)입니다');
}
