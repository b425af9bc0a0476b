/**
 * Releases of kube-prometheus, the newest first: the Kubernetes minors they support (FIELD-NOTES 1), their tag, and the
 * operator they carry, by the label app.kubernetes.io/version of its Deployment at that tag.
 */
export const RELEASES = [
  { tag: 'v0.18.0', from: 33, to: 36, operator: '0.92' },
  { tag: 'v0.17.0', from: 33, to: 35, operator: '0.89' },
  { tag: 'v0.16.0', from: 32, to: 34, operator: '0.85' },
  { tag: 'v0.15.0', from: 31, to: 33, operator: '0.83' },
  { tag: 'v0.14.0', from: 26, to: 31, operator: '0.76' },
  { tag: 'v0.13.0', from: 26, to: 28, operator: '0.67' },
] as const;

export type Release = (typeof RELEASES)[number];

/** The minor of a Kubernetes version such as `v1.36.3`; undefined for what is no version of Kubernetes 1. */
export function minorOf(version: string): number | undefined {
  const minor = version.match(/^v?1\.(\d+)/)?.[1];
  return minor === undefined ? undefined : Number(minor);
}

/** Whether a release is made for a minor of Kubernetes. */
export function supports({ from, to }: Release, minor: number): boolean {
  return from <= minor && minor <= to;
}

/** The newest release that supports a cluster's version; for a version newer than all, the newest. */
export function releaseFor(version: string): Release {
  const minor = minorOf(version) ?? Number.POSITIVE_INFINITY;
  const fitting = RELEASES.find((release) => supports(release, minor));
  const [newest] = RELEASES;
  return fitting ?? (minor > newest.to ? newest : (RELEASES.at(-1) ?? newest));
}

/**
 * The release that an operator's version belongs to, the newest whose operator isn't newer: files are also taken from
 * between two releases. Undefined for an operator that is newer than all, or older.
 */
export function releaseOfOperator(operatorVersion: string): Release | undefined {
  const [newest] = RELEASES;
  if (compareMinors(operatorVersion, newest.operator) > 0) return undefined;
  return RELEASES.find(({ operator }) => compareMinors(operatorVersion, operator) >= 0);
}

/** Whether an operator is older than that of the oldest release. */
export function isBeforeReleases(operatorVersion: string): boolean {
  return RELEASES.every(({ operator }) => compareMinors(operatorVersion, operator) < 0);
}

/** By major and minor alone; NaN for what is no version. */
function compareMinors(a: string, b: string): number {
  const [x, y] = [a, b].map((version) => {
    const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
    return Number(major) * 1000 + Number(minor);
  });
  return Number(x) - Number(y);
}
