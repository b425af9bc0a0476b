import type { Json } from '../kubernetes/object.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
/** Of the volume: the rest is for the write-ahead log and for blocks that are being compacted. */
const SHARE = 0.85;
/** From here on a whole GiB is small enough a step. */
const GIB_FROM = 10 * GIB;

const UNITS: Record<string, number> = {
  '': 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: MIB,
  Gi: GIB,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** A quantity as Kubernetes takes it; YAML may have one without a unit as a number. Undefined for what is none. */
export function quantityOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** Bytes of a Kubernetes quantity such as 50Gi, as anybody may have written it; NaN for what is none. */
export function bytesOf(quantity: string): number {
  const [, number, unit] = /^([0-9.]+(?:[eE][0-9]+)?)([A-Za-z]*)$/.exec(quantity) ?? [];
  return Number(number) * (UNITS[unit ?? ''] ?? Number.NaN);
}

/** Bytes of a size as Prometheus reads it, such as 42GiB: 42GB is the same to it; NaN for what is none. */
export function bytesOfRetention(size: string): number {
  const [, number, unit] = /^([0-9.]+)([KMGTPE]?)i?B$/.exec(size) ?? [];
  return Number(number) * (unit ? (UNITS[`${unit}i`] ?? Number.NaN) : 1);
}

/** The smaller of two Kubernetes quantities; the first where the other is none. */
export function smaller(quantity: string, other: string | undefined): string {
  return other !== undefined && bytesOf(other) < bytesOf(quantity) ? other : quantity;
}

/** Section 5.3: how much Prometheus may keep on a volume of this size, 85 % of it, as Prometheus reads sizes: 42GiB. */
export function defaultRetentionSize(volumeSize: string): string {
  const bytes = bytesOf(volumeSize) * SHARE;
  if (bytes >= GIB_FROM) return `${Math.floor(bytes / GIB)}GiB`;
  return `${Math.max(1, Math.floor(bytes / MIB))}MiB`;
}
