import { isIP } from 'node:net';
import * as v from 'valibot';
import { text } from '../../text.ts';
import { host, label, name, stringMap, words } from './scalars.ts';
import { secret } from './secret.ts';
import { httpUrl, path } from './urls.ts';
import { says } from './wording.ts';

const certificate = v.variant('source', [
  v.strictObject({
    source: v.literal('cert-manager'),
    issuer: v.optional(
      v.pipe(
        v.strictObject({ kind: v.picklist(['Issuer', 'ClusterIssuer']), name }),
        v.description("An existing issuer instead of the stack's own CA (3.2, 3.3)"),
      ),
    ),
  }),
  v.strictObject({ source: v.literal('files'), cert: path, key: path }),
  v.strictObject({ source: v.literal('secret'), name }),
]);

const ingress = v.strictObject({
  className: v.optional(v.pipe(name, v.description("Left out: the cluster's only or default class"))),
  namespace: v.optional(
    v.pipe(label, v.description('Namespace of the ingress controller, for the NetworkPolicy; left out: as found')),
  ),
  annotations: v.optional(stringMap, {}),
});

const roles = v.pipe(
  v.strictObject({ admin: v.optional(words), editor: v.optional(words), viewer: v.optional(words) }),
  v.description('Roles in Keycloak; with viewer only they get in, without it everyone in the realm views'),
);

const oidc = v.pipe(
  v.strictObject({
    issuer: httpUrl,
    clientId: words,
    clientSecret: secret,
    ca: v.optional(v.pipe(v.strictObject({ file: path }), v.description("CA of the issuer's certificate, PEM"))),
    roles: v.optional(roles, {}),
  }),
  v.description('Login through Keycloak (5.3); left out: none'),
);

const origin = v.pipe(
  httpUrl,
  v.check(
    (url) => URL.canParse(url) && new URL(url).origin === url,
    says(
      'must be an origin such as https://portal.example.com, without a path',
      'https://portal.example.com 같은 오리진이어야 합니다. 경로는 빼십시오',
    ),
  ),
);

const settings = v.strictObject({
  host: v.optional(v.pipe(host, v.description('Host name in the certificate (3.4) and the Ingress (4.3)'))),
  expose: v.optional(v.picklist(['ingress', 'none']), 'ingress'),
  ingress: v.optional(ingress, {}),
  certificate: v.optional(certificate, { source: 'cert-manager' }),
  admin: v.optional(
    v.strictObject({
      password: v.optional(v.pipe(secret, v.description('Left out: generated into a Secret'))),
    }),
    {},
  ),
  oidc: v.optional(oidc),
  embedding: v.optional(
    v.pipe(
      v.union(
        [v.boolean(), v.strictObject({ origins: v.pipe(v.array(origin), v.minLength(1)) })],
        says('must be true, false or { origins: [...] }', 'true, false 또는 { origins: [...] }여야 합니다'),
      ),
      v.description(
        'Dashboards in frames of other pages (5.3): anywhere, nowhere, or in pages of these origins; left out: as the stack has it',
      ),
    ),
  ),
});

/** Why grafana.host can't be an address where there is an Ingress. */
export const NO_ADDRESS = text(
  'must be a name, not an IP address: an Ingress takes no address',
  'IP 주소가 아니라 이름이어야 합니다. Ingress에는 주소를 쓸 수 없습니다',
);

/** Answers about Grafana (sections 3.2 to 3.4, 4.3, 4.4 and 5.3). */
export const grafana = v.pipe(
  settings,
  v.forward(
    v.check(
      ({ oidc: login, expose, host: name }) => login === undefined || expose !== 'none' || name !== undefined,
      says(
        'is needed for oidc with expose: none too: Keycloak sends the browser back to this host',
        'expose: none이어도 oidc에는 필요합니다. Keycloak이 브라우저를 이 호스트로 돌려보냅니다',
      ),
    ),
    ['host'],
  ),
  v.forward(
    v.partialCheck(
      [['host'], ['expose']],
      ({ expose, host: name = '' }) => expose !== 'ingress' || isIP(name) === 0,
      says(NO_ADDRESS.en, NO_ADDRESS.ko),
    ),
    ['host'],
  ),
);
