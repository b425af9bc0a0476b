import { isIP } from 'node:net';
import * as v from 'valibot';
import { bytesOf } from '../../prometheus/retention-size.ts';
import { says } from './wording.ts';

/** Text that isn't empty. */
export const words = v.pipe(v.string(), v.minLength(1));

/** A DNS-1123 label, as names of namespaces and Services are. */
export const label = v.pipe(
  v.string(),
  v.regex(
    /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
    says('must be lower-case letters, digits and -, at most 63', '소문자, 숫자, -만 쓸 수 있고 63자 이하여야 합니다'),
  ),
);

/** A DNS-1123 subdomain, as most names in Kubernetes are. */
export const name = v.pipe(
  v.string(),
  v.maxLength(253),
  v.regex(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
    says('must be lower-case letters, digits, - and .', '소문자, 숫자, -, .만 쓸 수 있습니다'),
  ),
);

/** A host name as a certificate has it, or an IPv4 address, which no Ingress takes. */
export const host = v.pipe(
  v.string(),
  v.maxLength(253),
  v.regex(
    /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+$/,
    says(
      'must be a host name such as grafana.example.com, without https:// or a port',
      'grafana.example.com 같은 호스트 이름이어야 합니다. https://나 포트는 빼십시오',
    ),
  ),
);

const DNS_NAME = /^[A-Za-z0-9_]([-A-Za-z0-9_]*[A-Za-z0-9])?(\.[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?)*\.?$/;

/** An IP address that went wrong: no name of a host ends in a number. */
const NUMBERS_ONLY = /^[\d.]+$/;

/** A server as a client names it: by name, or by IP address; its port stands elsewhere. */
export const server = v.pipe(
  v.string(),
  v.check(
    (text) => isIP(text) !== 0 || (DNS_NAME.test(text) && !NUMBERS_ONLY.test(text)),
    says(
      'must be a host name or an IP address such as mariadb.db, without a port',
      'mariadb.db 같은 호스트 이름 또는 IP 주소여야 합니다. 포트는 빼십시오',
    ),
  ),
);

const QUANTITY = says('must be a quantity such as 50Gi', '50Gi 같은 용량이어야 합니다');

const SMALLEST = 2 ** 20;

/** A size of a volume: a Kubernetes quantity. One without its unit would be bytes. */
export const quantity = v.pipe(
  v.string(QUANTITY),
  v.regex(/^[1-9][0-9]*(\.[0-9]+)?(Ki|Mi|Gi|Ti|Pi|k|M|G|T|P)?$/, QUANTITY),
  v.check(
    (size) => !(bytesOf(size) < SMALLEST),
    says(
      'is less than 1Mi: write such as 5Gi; a number without a unit is bytes',
      '1Mi보다 작습니다. 5Gi처럼 쓰십시오. 단위 없는 숫자는 바이트입니다',
    ),
  ),
);

const DURATION = says('must be a duration such as 15d', '15d 같은 기간이어야 합니다');

/** A duration as Prometheus reads it, such as 15d or 1d12h. */
export const duration = v.pipe(
  v.string(DURATION),
  v.regex(/^(?=.)([0-9]+y)?([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$/, DURATION),
);

const SIZE = says('must be a size such as 42GiB', '42GiB 같은 크기여야 합니다');

/** A size as Prometheus reads it, such as 42GiB. */
export const prometheusSize = v.pipe(
  v.string(SIZE),
  v.regex(/^[1-9][0-9]*(B|KB|MB|GB|TB|PB|EB|KiB|MiB|GiB|TiB|PiB|EiB)$/, SIZE),
);

export const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535));

export const stringMap = v.record(v.string(), v.string());
