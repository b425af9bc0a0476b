import * as v from 'valibot';
import type { SecretRef } from '../secret.ts';

/** A DNS-1123 label, as names of namespaces and Services are. */
export const label = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'must be lower-case letters, digits and -, at most 63'),
);

/** A DNS-1123 subdomain, as most names in Kubernetes are. */
export const name = v.pipe(
  v.string(),
  v.maxLength(253),
  v.regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, 'must be lower-case letters, digits, - and .'),
);

/** A host name in an Ingress and a certificate. */
export const host = v.pipe(
  v.string(),
  v.maxLength(253),
  v.regex(
    /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+$/,
    'must be a host name such as grafana.example.com, without https:// or a port',
  ),
);

/** A size of a volume: a Kubernetes quantity in whole units. */
export const quantity = v.pipe(
  v.string('must be a quantity such as 50Gi'),
  v.regex(/^[1-9][0-9]*(\.[0-9]+)?(Ki|Mi|Gi|Ti|Pi|k|M|G|T|P)?$/, 'must be a quantity such as 50Gi'),
);

/** A duration as Prometheus reads it, such as 15d or 1d12h. */
export const duration = v.pipe(
  v.string(),
  v.regex(
    /^(?=.)([0-9]+y)?([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$/,
    'must be a duration such as 15d',
  ),
);

/** A size as Prometheus reads it, such as 42GiB. */
export const prometheusSize = v.pipe(
  v.string(),
  v.regex(/^[1-9][0-9]*(B|KB|MB|GB|TB|PB|EB|KiB|MiB|GiB|TiB|PiB|EiB)$/, 'must be a size such as 42GiB'),
);

export const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535));

/** An absolute URL of http or https. */
export const httpUrl = v.pipe(
  v.string(),
  v.check(
    (url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol),
    'must be a URL that starts with http:// or https://',
  ),
);

export const SECRET_FORM = 'must be a reference, { env: NAME }, { file: PATH } or { secret: NAME, key: KEY }';
export const PLAIN_SECRET = `${SECRET_FORM}: a secret in plain text would stay in this file and in every copy of it`;

/** A reference to a secret; a plain string in its place is refused with the reason. */
export const secret = v.pipe(
  v.union(
    [
      v.strictObject({
        env: v.pipe(v.string(), v.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable')),
      }),
      v.strictObject({ file: v.pipe(v.string(), v.minLength(1)) }),
      v.strictObject({ secret: name, key: v.pipe(v.string(), v.minLength(1)) }),
    ],
    (issue) => (typeof issue.input === 'string' ? PLAIN_SECRET : SECRET_FORM),
  ),
  v.transform((reference): SecretRef => reference),
);

/** A path; loading makes a relative one absolute, from the folder of the file it stands in. */
export const path = v.pipe(v.string(), v.minLength(1), v.metadata({ path: true }));

export const stringMap = v.record(v.string(), v.string());
