import type { ClaimFact } from '../facts.ts';
import { claimManifest, classOfStackClaim } from '../grafana/volume.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { fieldAt } from '../manifests/field.ts';
import { findManifest } from '../manifests/find.ts';
import { ALERTMANAGER, PROMETHEUS } from '../prometheus/names.ts';
import { retain } from '../prometheus/retention.ts';
import { bytesOf, quantityOf } from '../prometheus/retention-size.ts';
import { volumeClass, volumeSize, withAnsweredVolume } from '../prometheus/volume.ts';
import type { Input } from '../step.ts';
import { claimsOf } from './claims-of.ts';
import { type ClassChoice, chooseClass } from './class.ts';

/** What is wanted of somebody's volumes, and the claims that they have already. */
export interface Volumes {
  /** Its part of the answers' `storage`. */
  owner: 'prometheus' | 'alertmanager' | 'grafana';
  name: string;
  /** A Kubernetes quantity. */
  size: string | undefined;
  className: string | undefined;
  /** Who decided the class, and the class that the stack has there. */
  classFrom: ClassChoice['by'];
  stackClass: string | undefined;
  /** How much Prometheus may keep in each, as it reads sizes. */
  retentionSize?: string;
  live: ClaimFact[];
}

/** The volumes that the operator makes claims for: as wanted, after answers, stack and our default. */
export function operatedVolumes(input: Input): Volumes[] {
  return [prometheusVolumes(input), alertmanagerVolumes(input)].filter((volumes) => volumes !== undefined);
}

/** Grafana's volume, whose claim is ours (section 4.4). */
export function grafanaVolumes(input: Input): Volumes {
  const { object } = claimManifest(input);
  const live = (input.facts.cluster.claims ?? []).filter(({ name }) => name === object.metadata.name);
  const className = fieldAt(object, ...CLASS);
  return {
    owner: 'grafana',
    name: 'Grafana',
    size: quantityOf(fieldAt(object, ...SIZE)),
    className: typeof className === 'string' ? className : undefined,
    ...decided(classOfStackClaim(input.stack), input, live),
    live,
  };
}

const SIZE = ['spec', 'resources', 'requests', 'storage'];
const CLASS = ['spec', 'storageClassName'];

/** What the smallest volume of Prometheus that is there holds, a Kubernetes quantity; undefined where there is none. */
export function smallestLive(input: Input): string | undefined {
  return smallestOf(prometheusVolumes(input)?.live ?? []);
}

/** The size of the smallest of these claims that have their volume. */
export function smallestOf(claims: readonly ClaimFact[]): string | undefined {
  const sizes = claims.filter(({ bound }) => bound).map(({ size }) => size);
  return sizes.toSorted((a, b) => bytesOf(a) - bytesOf(b))[0];
}

function prometheusVolumes(input: Input): Volumes | undefined {
  const { stack, answers, facts } = input;
  const manifest = findManifest(stack.manifests, 'Prometheus', PROMETHEUS);
  if (!manifest) return undefined;
  const claimed = withAnsweredVolume(manifest, 'prometheus', input);
  const live = claimsOf(claimed.object, facts.cluster.claims, answers.prometheus.replicas);
  const kept = retain(claimed, answers.storage.prometheus, smallestOf(live));
  const retentionSize = fieldAt(kept.object, 'spec', 'retentionSize');
  return {
    ...wanted(claimed.object, live),
    ...decided(volumeClass(manifest.object), input, live),
    owner: 'prometheus',
    name: 'Prometheus',
    ...(typeof retentionSize === 'string' && { retentionSize }),
  };
}

function alertmanagerVolumes(input: Input): Volumes | undefined {
  const manifest = findManifest(input.stack.manifests, 'Alertmanager', ALERTMANAGER);
  if (!manifest) return undefined;
  const { object } = withAnsweredVolume(manifest, 'alertmanager', input);
  const live = claimsOf(object, input.facts.cluster.claims);
  return {
    ...wanted(object, live),
    ...decided(volumeClass(manifest.object), input, live),
    owner: 'alertmanager',
    name: 'Alertmanager',
  };
}

function decided(
  stackClass: string | undefined,
  input: Input,
  live: readonly ClaimFact[],
): Pick<Volumes, 'classFrom' | 'stackClass'> {
  return { classFrom: chooseClass(stackClass, input, live).by, stackClass };
}

function wanted(object: KubeObject, live: ClaimFact[]): Pick<Volumes, 'size' | 'className' | 'live'> {
  return { size: volumeSize(object), className: volumeClass(object), live };
}
