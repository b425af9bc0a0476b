const UNITS: Record<string, number> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/** Milliseconds of a duration as Prometheus writes it, such as 1m30s; not a number for anything else. */
export function millisecondsOf(duration: string): number {
  if (duration === '0') return 0;
  if (!/^([0-9]+(ms|[smhdwy]))+$/.test(duration)) return Number.NaN;
  const parts = [...duration.matchAll(/([0-9]+)(ms|[smhdwy])/g)];
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit ?? ''] ?? Number.NaN), 0);
}
