import type { SecretRef } from '../answers/secret.ts';

/** Where Grafana's database and its plugins are. */
export const DATA_FOLDER = '/var/lib/grafana';

/** Where Grafana's container finds what the steps mount; /etc/grafana itself is the mount of its configuration. */
const ROOT = '/etc/grafana-secrets';

/** The OIDC client's secret: our Secret, the mounted folder and the file in it. */
export const OAUTH = {
  name: 'grafana-oauth',
  key: 'client-secret',
  folder: `${ROOT}/oauth`,
  file: `${ROOT}/oauth/client-secret`,
} as const;

/** The CA that signed the OIDC provider's certificate. */
export const OIDC_CA = {
  name: 'grafana-oidc-ca',
  key: 'ca.crt',
  folder: `${ROOT}/oidc-ca`,
  file: `${ROOT}/oidc-ca/ca.crt`,
} as const;

/** The password of Grafana's user admin. */
export const ADMIN = { name: 'grafana-admin', key: 'admin-password' } as const;

/** The Secret of the cluster that a reference names, or ours, into which the value goes. */
export function referredSecret(
  reference: SecretRef | undefined,
  ours: { name: string; key: string },
): { name: string; key: string } {
  return reference && 'secret' in reference ? { name: reference.secret, key: reference.key } : ours;
}
