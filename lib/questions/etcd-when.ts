import { answerAt, type Draft, valueAt } from '../answers/draft.ts';

/** Whether etcd is wanted at all. */
export const hasEtcd = (draft: Draft) => valueAt(draft, 'etcd') !== undefined;

/** Whether its certificate comes from one of these. */
export const certificatesFrom =
  (...sources: string[]) =>
  (draft: Draft) =>
    hasEtcd(draft) && sources.includes(String(answerAt(draft, 'etcd.certificates.source')));
