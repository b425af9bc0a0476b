import type { AnswersFile } from '../../../lib/answers/schema.ts';
import type { Circumstances } from './outcome.ts';

type Grafana = NonNullable<AnswersFile['grafana']>;
const of = (grafana: Grafana): Circumstances => ({ answers: { grafana } });
const oidc = {
  issuer: 'https://keycloak.example.com/realms/tks',
  clientId: 'grafana',
  clientSecret: { env: 'GRAFANA_CLIENT' },
} as const;
const ofOidc = (grafana: Grafana): Circumstances => ({ from: of({ oidc }), answers: { grafana } });

export const grafana: Readonly<Record<string, Circumstances>> = {
  'grafana-host': of({ host: 'dashboards.example.com' }),
  'grafana-not-exposed': of({ expose: 'none' }),
  'grafana-ingress': of({
    ingress: { className: 'traefik', namespace: 'traefik', annotations: { 'example.com/size': '8m' } },
  }),
  'grafana-ingress-on-the-host-network': {
    cluster: {
      ingressControllers: [{ namespace: 'ingress-nginx', className: 'nginx', hostNetwork: true }],
      nodes: [
        { name: 'n1', addresses: ['10.0.0.21', 'fd00::21'], controlPlane: false, kwok: false },
        { name: 'n2', addresses: ['10.0.0.22'], controlPlane: false, kwok: false },
      ],
    },
  },
  'grafana-certificate-of-an-issuer': of({
    certificate: { source: 'cert-manager', issuer: { kind: 'ClusterIssuer', name: 'corp' } },
  }),
  'grafana-certificate-files': of({ certificate: { source: 'files', cert: '/pki/tls.crt', key: '/pki/tls.key' } }),
  'grafana-certificate-secret': of({ certificate: { source: 'secret', name: 'corp-tls' } }),
  'grafana-ca-of-somebody-else': { cluster: { secrets: [{ name: 'grafana-ca-secret' }] } },
  'grafana-admin-password': of({ admin: { password: { env: 'GRAFANA_ADMIN' } } }),
  'grafana-admin-password-in-the-cluster': of({ admin: { password: { secret: 'vault-grafana', key: 'admin' } } }),
  'grafana-oidc': of({ oidc }),
  'grafana-oidc-roles': ofOidc({ oidc: { ...oidc, roles: { admin: 'g-admin', editor: 'g-editor' } } }),
  'grafana-oidc-strict': ofOidc({
    oidc: { ...oidc, roles: { admin: 'g-admin', editor: 'g-editor', viewer: 'g-viewer' } },
  }),
  'grafana-oidc-ca': ofOidc({ oidc: { ...oidc, ca: { file: '/pki/keycloak.pem' } } }),
  'grafana-oidc-secret-in-the-cluster': ofOidc({
    oidc: { ...oidc, clientSecret: { secret: 'vault-oidc', key: 'client' } },
  }),
  'grafana-embedding-anywhere': of({ embedding: true }),
  'grafana-embedding-nowhere': of({ embedding: false }),
  'grafana-embedding-origins': of({ embedding: { origins: ['https://portal.example.com', 'https://b.example.com'] } }),
  'grafana-oidc-and-embedding': ofOidc({ embedding: { origins: ['https://portal.example.com'] } }),
};
