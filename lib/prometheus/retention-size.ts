const MIB = 2 ** 20;
const GIB = 2 ** 30;
/** Of the volume: the rest is for the write-ahead log and for blocks that are being compacted. */
const SHARE = 0.85;
/** From here on a whole GiB is small enough a step. */
const GIB_FROM = 10 * GIB;

const UNITS: Record<string, number> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: MIB,
  Gi: GIB,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/** Bytes of a Kubernetes quantity such as 50Gi; the answers' schema has checked its form. */
export function bytesOf(quantity: string): number {
  const [, number, unit] = /^([0-9.]+)([A-Za-z]*)$/.exec(quantity) ?? [];
  return Number(number) * (UNITS[unit ?? ''] ?? Number.NaN);
}

/** Section 5.3: how much Prometheus may keep on a volume of this size, 85 % of it, as Prometheus reads sizes: 42GiB. */
export function defaultRetentionSize(volumeSize: string): string {
  const bytes = bytesOf(volumeSize) * SHARE;
  if (bytes >= GIB_FROM) return `${Math.floor(bytes / GIB)}GiB`;
  return `${Math.max(1, Math.floor(bytes / MIB))}MiB`;
}
