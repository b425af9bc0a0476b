/** Releases of kube-prometheus, the newest first: the Kubernetes minors they support (FIELD-NOTES 1), their tag, and the operator they carry. */
export const RELEASES = [
  { tag: 'v0.18.0', from: 33, to: 36, operator: '0.92' },
  { tag: 'v0.17.0', from: 33, to: 35, operator: '0.89' },
  { tag: 'v0.16.0', from: 32, to: 34, operator: '0.85' },
  { tag: 'v0.15.0', from: 31, to: 33, operator: undefined },
  { tag: 'v0.14.0', from: 26, to: 31, operator: undefined },
  { tag: 'v0.13.0', from: 26, to: 28, operator: undefined },
] as const;

type Release = (typeof RELEASES)[number];

/** The minor of a Kubernetes version such as `v1.36.3`; undefined for what is no version of Kubernetes 1. */
export function minorOf(version: string): number | undefined {
  const minor = version.match(/^v?1\.(\d+)/)?.[1];
  return minor === undefined ? undefined : Number(minor);
}

/** The newest release that supports a cluster's version; for a version newer than all, the newest. */
export function releaseFor(version: string): Release {
  const minor = minorOf(version) ?? Number.POSITIVE_INFINITY;
  const fitting = RELEASES.find(({ from, to }) => from <= minor && minor <= to);
  const [newest] = RELEASES;
  return fitting ?? (minor > newest.to ? newest : (RELEASES.at(-1) ?? newest));
}

/** The release that carries an operator's version; undefined when the table has none. */
export function releaseOfOperator(operatorVersion: string): Release | undefined {
  return RELEASES.find(({ operator }) => operator !== undefined && operatorVersion.startsWith(`${operator}.`));
}
