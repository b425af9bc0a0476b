import { type KubeObject, keyOf, type Manifest } from '../kubernetes/object.ts';
import { isOfFile } from '../manifests/file.ts';
import { inNamespace } from '../manifests/namespace.ts';
import type { Stack } from '../stack.ts';
import type { Input } from '../step.ts';
import { whyNoCa } from './issuing.ts';
import { chainOfStack } from './stack-chain.ts';
import { claimOfStack } from './stack-claim.ts';
import { besideManifests, FILES } from './stack-files.ts';
import { ingressOfStack } from './stack-ingress.ts';

/** What else stands in the file that the document names for a section: it applies such a file whole. */
export function companions(stack: Stack, part: keyof typeof FILES): KubeObject[] {
  return withoutPart(stack)
    .filter((manifest) => isOfFile(manifest, FILES[part]))
    .map(({ object }) => placed(object));
}

/** What of cert-manager/ and preliminary/ no section applies. */
export function unusedObjects(stack: Stack): Manifest[] {
  return withoutPart(stack).filter((manifest) => !Object.values(FILES).some((file) => isOfFile(manifest, file)));
}

/** An object in the document's namespace, unless it stands in none. */
export function placed(object: KubeObject): KubeObject {
  return object.kind === 'ClusterIssuer' ? object : inNamespace(object);
}

/**
 * The manifests of section 5.4 without what sections 3 and 4 make, wherever the stack has that. A CA that Grafana has no
 * use for by these answers may be others'.
 */
export function withoutParts(manifests: readonly Manifest[], { stack, answers }: Input): Manifest[] {
  const { authorities, others } = partsOf(stack);
  const parts = whyNoCa(answers) ? others : [...authorities, ...others];
  const keys = new Set(parts.map(({ object }) => keyOf(object)));
  return manifests.filter(({ object }) => !keys.has(keyOf(object)));
}

function withoutPart(stack: Stack): Manifest[] {
  const { authorities, others } = partsOf(stack);
  const parts = new Set([...authorities, ...others]);
  return besideManifests(stack).filter((manifest) => !parts.has(manifest));
}

/** What sections 3 and 4 make out of the stack's: who signs the certificate, and the rest. */
function partsOf(stack: Stack): { authorities: Manifest[]; others: Manifest[] } {
  const { certificate, issuer, authorities } = chainOfStack(stack);
  const chain = [issuer, ...authorities.flatMap((each) => [each.ca, each.issuer])];
  const others = [certificate, ingressOfStack(stack), claimOfStack(stack)];
  const isThere = (part: Manifest | undefined) => part !== undefined;
  return { authorities: chain.filter(isThere), others: others.filter(isThere) };
}
