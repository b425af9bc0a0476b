import { type Text, text } from '../text.ts';

type Annotations = Readonly<Record<string, string>>;

/** The old way to name the class; the API refuses it beside ingressClassName. */
export const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
/** These make cert-manager write the Ingress's Secret by itself, which section 3.4 does already. */
const ISSUING_ANNOTATION = /^cert-manager\.io\/((cluster-)?issuer|issuer-(kind|group))$|^kubernetes\.io\/tls-acme$/;
/** These go by the pattern of a path, and Grafana's path is `/` from now on: every page would become the first. */
const REWRITE = /^nginx\.(ingress\.kubernetes\.io|org)\/rewrite-target$/;
const PATTERN = /^nginx\.ingress\.kubernetes\.io\/use-regex$/;

/** The stack's annotations that stay; with `isShared`, the Ingress leads to more than Grafana, by its own paths. */
export function keptAnnotations(annotations: Annotations, isShared: boolean): Record<string, string> {
  const isRewritten = !isShared && rewritesByPattern(annotations);
  const isKept = (key: string) =>
    key !== CLASS_ANNOTATION &&
    !ISSUING_ANNOTATION.test(key) &&
    !(isRewritten && (REWRITE.test(key) || PATTERN.test(key)));
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => isKept(key)));
}

/** What a rewriting that others need does to Grafana. */
export function rewriteNotes(annotations: Annotations, isShared: boolean): Text[] {
  if (!isShared || !rewritesByPattern(annotations)) return [];
  return [
    text(
      "The stack's Ingress leads to others besides Grafana and rewrites their paths by a pattern (rewrite-target), which breaks Grafana's path /: give Grafana an Ingress of its own in the stack.",
      '스택의 Ingress는 Grafana 외의 대상도 연결하면서 경로를 패턴으로 다시 씁니다(rewrite-target). Grafana의 경로 /에는 맞지 않으므로, 스택에서 Grafana용 Ingress를 분리하십시오.',
    ),
  ];
}

function rewritesByPattern(annotations: Annotations): boolean {
  return Object.entries(annotations).some(([key, value]) => REWRITE.test(key) && /\$\d/.test(value));
}
