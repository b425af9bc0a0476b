import type { KubeObject, Manifest } from '../kubernetes/object.ts';
import { isOfFile } from '../manifests/file.ts';
import { inNamespace } from '../manifests/namespace.ts';
import type { Stack } from '../stack.ts';
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

function withoutPart(stack: Stack): Manifest[] {
  const { certificate, issuer, authorities } = chainOfStack(stack);
  const chain = [certificate, issuer, ...authorities.flatMap((each) => [each.ca, each.issuer])];
  const parts = new Set([...chain, ingressOfStack(stack), claimOfStack(stack)]);
  return besideManifests(stack).filter((manifest) => !parts.has(manifest));
}
