import * as v from 'valibot';
import { host, httpUrl, label, name, path, secret, stringMap } from './scalars.ts';

const certificate = v.variant('source', [
  v.strictObject({
    source: v.literal('cert-manager'),
    issuer: v.optional(v.strictObject({ kind: v.picklist(['Issuer', 'ClusterIssuer']), name })),
  }),
  v.strictObject({ source: v.literal('files'), cert: path, key: path }),
  v.strictObject({ source: v.literal('secret'), name }),
]);

const ingress = v.strictObject({
  className: v.optional(name),
  namespace: v.optional(label, 'ingress-nginx'),
  annotations: v.optional(stringMap, {}),
});

const oidc = v.strictObject({
  issuer: httpUrl,
  clientId: v.pipe(v.string(), v.minLength(1)),
  clientSecret: secret,
  ca: v.optional(v.strictObject({ file: path })),
  roles: v.optional(
    v.strictObject({ admin: v.optional(v.string()), editor: v.optional(v.string()), viewer: v.optional(v.string()) }),
    {},
  ),
});

const origin = v.pipe(
  httpUrl,
  v.check((url) => new URL(url).origin === url, 'must be an origin such as https://portal.example.com, without a path'),
);

/** Answers about Grafana (sections 3.2 to 3.4, 4.3, 4.4 and 5.3). */
export const grafana = v.strictObject({
  host: v.optional(host),
  expose: v.optional(v.picklist(['ingress', 'none']), 'ingress'),
  ingress: v.optional(ingress, {}),
  certificate: v.optional(certificate, { source: 'cert-manager' }),
  admin: v.optional(v.strictObject({ password: v.optional(secret) }), {}),
  oidc: v.optional(oidc),
  embedding: v.optional(
    v.union(
      [v.boolean(), v.strictObject({ origins: v.pipe(v.array(origin), v.minLength(1)) })],
      'must be true, false or { origins: [...] }',
    ),
    false,
  ),
});
