import * as v from 'valibot';
import { namesHost, onRegistry } from '../../images/registry.ts';
import { name } from './scalars.ts';
import { says } from './wording.ts';

const FORM = says(
  'must be a registry such as registry.bank.internal or harbor.bank:5000/quay, without https://',
  'registry.bank.internal 또는 harbor.bank:5000/quay 같은 레지스트리여야 합니다. https://는 빼십시오',
);
const NO_HOST = says(
  'must begin with a host that has a dot or a port, or with localhost: anything else is a folder of Docker Hub to whoever pulls; write harbor.bank.internal or harbor:443',
  '점이나 포트가 있는 호스트 또는 localhost로 시작해야 합니다. 그렇지 않으면 Docker Hub의 경로로 해석됩니다. harbor.bank.internal 또는 harbor:443처럼 쓰십시오',
);
const registry = v.pipe(
  v.string(FORM),
  v.regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:[0-9]{1,5})?(\/[a-z0-9._-]+)*$/, FORM),
  v.check(namesHost, NO_HOST),
);

const mirrors = v.pipe(
  v.record(registry, registry),
  v.check(
    (map) => new Set(Object.keys(map).map(onRegistry)).size === Object.keys(map).length,
    says(
      'two of them mirror Docker Hub, which has several names: keep docker.io',
      '이름이 여럿인 Docker Hub를 두 번 지정했습니다. docker.io만 남기십시오',
    ),
  ),
);

/** Answers about images (section 5.3). */
export const images = v.strictObject({
  registry: v.optional(v.pipe(registry, v.description("Takes the place of every image's registry"))),
  mirrors: v.optional(v.pipe(mirrors, v.description('Takes the place of one registry, such as quay.io')), {}),
  pullSecrets: v.optional(v.pipe(v.array(name), v.description('Secrets in monitoring to pull images with')), []),
});
