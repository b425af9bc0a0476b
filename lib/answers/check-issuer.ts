import type { ClusterFacts } from '../facts.ts';
import { text } from '../text.ts';
import type { Problem } from './problem.ts';
import type { Answers } from './schema.ts';

/** An issuer that isn't there would leave Grafana without a certificate, with cert-manager waiting for it for ever. */
export function checkIssuer({ grafana }: Answers, { issuers }: ClusterFacts): Problem[] {
  const { certificate } = grafana;
  const wanted = certificate.source === 'cert-manager' ? certificate.issuer : undefined;
  if (!wanted || !issuers || issuers.some(({ kind, name }) => kind === wanted.kind && name === wanted.name)) return [];
  const there = issuers.map(({ kind, name }) => `${kind} ${name}`).join(', ');
  const what = text(
    `the cluster has no ${wanted.kind} ${wanted.name}; it has: ${there || 'none'}`,
    `클러스터에 ${wanted.kind} ${wanted.name}이(가) 없습니다. 있는 것: ${there || '없음'}`,
  );
  return [{ location: ['grafana', 'certificate', 'issuer', 'name'], what }];
}
