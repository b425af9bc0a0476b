import type { Facts, SecretFact } from '../facts.ts';
import { type KubeObject, keyOf } from '../kubernetes/object.ts';
import { asMap, withField } from '../manifests/field.ts';
import { inNamespace } from '../manifests/namespace.ts';
import { readConfig } from '../manifests/template.ts';
import type { Stack } from '../stack.ts';
import type { Desired, Input } from '../step.ts';
import { type Text, text } from '../text.ts';
import { CA_SECRET } from './ca-secret.ts';
import { companions, placed } from './companions.ts';
import { caSecretOf, chainOfStack, isCa, isCaIssuer, secretNameOf } from './stack-chain.ts';
import { FILES } from './stack-files.ts';

/** A CA's Certificate, and the issuer that signs it where that one is ours to make. */
interface Layer {
  ca: KubeObject;
  issuer?: KubeObject;
}

/** Name of the Secret with the CA that section 3.3 issues from. */
export function caSecretName(stack: Stack): string {
  return secretNameOf(layersOf(stack)[0]?.ca) ?? CA_SECRET;
}

/**
 * Why section 3.2 has nothing to make: the CA's Secret is there, and a Certificate over it would make cert-manager
 * write a new CA into it. Undefined where our own Certificate keeps that Secret, or it isn't there.
 */
export function whyCaStays({ stack, facts }: Pick<Input, 'stack' | 'facts'>): Text | undefined {
  const [layer] = layersOf(stack);
  const held = layer && heldByOthers(layer, facts);
  if (!held) return undefined;
  const { name, certificate } = held;
  if (certificate !== undefined)
    return text(
      `Secret ${name} is kept by Certificate ${certificate} and stays as it is`,
      `Secret ${name}은(는) Certificate ${certificate}이(가) 관리하므로 그대로 둡니다`,
    );
  return text(
    `Secret ${name} is there already, by no Certificate, and stays as it is`,
    `Certificate 없이 만들어진 Secret ${name}이(가) 이미 있으므로 그대로 둡니다`,
  );
}

/**
 * What section 3.2 wants, the root first: the CA, and what signs it as far up as that isn't somebody else's. Once there
 * is a CA its Certificate stays as it is, whatever the stack says by now: another name, key or lifetime would make
 * cert-manager replace the CA that everybody was told to trust.
 */
export function caDesired({ stack, facts }: Pick<Input, 'stack' | 'facts'>): Desired[] {
  const layers = layersOf(stack);
  const others = layers.findIndex((layer) => heldByOthers(layer, facts));
  const ours = others < 0 ? layers : layers.slice(0, others);
  const wanted = ours.toReversed().flatMap(({ ca, issuer }): Desired[] => {
    const isThere = secretFact(ca, facts) !== undefined;
    return [...(issuer ? [{ object: issuer }] : []), isThere ? keptAsItIs(ca) : { object: ca }];
  });
  const once = new Map(wanted.map((each) => [keyOf(each.object), each]));
  return [...once.values(), ...companions(stack, 'ca').map((object) => ({ object }))];
}

function keptAsItIs(object: KubeObject): Desired {
  return {
    object,
    settled: () => true,
    complete: async (_ports, live) => (live ? { ...object, spec: asMap(live.spec) } : object),
  };
}

/** The CAs of the stack, that of section 3.3's issuer first; ours where it has none. */
function layersOf(stack: Stack): Layer[] {
  const { authorities, issuer } = chainOfStack(stack);
  if (authorities.length === 0) return [ownLayer(caSecretOf(issuer?.object) ?? CA_SECRET)];
  return authorities.map((authority, i) => {
    const [ca, signer] = [authority.ca.object, authority.issuer?.object];
    if (!signer) return { ca: inNamespace(ca) };
    // A ClusterIssuer would look for the Secret of the CA above in cert-manager's own namespace.
    const isMoved = isCaIssuer(signer) && authorities[i + 1] !== undefined;
    return isMoved
      ? {
          ca: inNamespace(withField(ca, ['spec', 'issuerRef', 'kind'], 'Issuer')),
          issuer: inNamespace({ ...signer, kind: 'Issuer' }),
        }
      : { ca: inNamespace(ca), issuer: placed(signer) };
  });
}

function ownLayer(secretName: string): Layer {
  const objects = readConfig(FILES.ca).map(({ object }) => object);
  const [ca, issuer] = [objects.find(isCa), objects.find((object) => !isCa(object))];
  if (!ca || !issuer) throw new Error(`configs/${FILES.ca} lacks the CA or its issuer`);
  return { ca: withField(ca, ['spec', 'secretName'], secretName), issuer };
}

function heldByOthers({ ca }: Layer, facts: Facts): SecretFact | undefined {
  const found = secretFact(ca, facts);
  return found?.certificate === ca.metadata.name ? undefined : found;
}

function secretFact(ca: KubeObject, { cluster }: Facts): SecretFact | undefined {
  return cluster.secrets?.find(({ name }) => name === secretNameOf(ca));
}
