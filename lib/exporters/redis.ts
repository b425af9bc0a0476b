import type { Answers } from '../answers/schema.ts';
import type { SecretRef } from '../answers/secret.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { encoded } from '../manifests/secret-data.ts';
import type { Desired } from '../step.ts';
import { authority, CA_FILE } from './authority.ts';
import { objectName, type Target, targetMetadata } from './target.ts';

type RedisAnswer = Answers['exporters']['redis'][number];

const IMAGE = 'docker.io/oliver006/redis_exporter:v1.80.1';
const PASSWORD = 'REDIS_PASSWORD';
const FOLDER = '/etc/redis-exporter';

/** Section 5.5: a Redis server to watch. */
export function redisTarget(answer: RedisAnswer): Target {
  const { name, address, password, ca } = answer;
  const named = { exporter: 'redis-exporter', name };
  const own = objectName(named);
  const secret = ownSecret(answer, targetMetadata(named));
  return {
    ...named,
    address: address.replace(/^rediss?:\/\//, ''),
    image: IMAGE,
    port: 9121,
    healthPath: '/health',
    args: [],
    env: [
      { name: 'REDIS_ADDR', value: address },
      ...(password ? [passwordOf(password, own)] : []),
      ...(ca ? [{ name: 'REDIS_EXPORTER_TLS_CA_CERT_FILE', value: `${FOLDER}/${CA_FILE}` }] : []),
    ],
    ...(ca && { mount: { secret: own, path: FOLDER, keys: [CA_FILE] } }),
    ...(secret && { secret }),
    upMetric: 'redis_up',
    product: 'Redis',
  };
}

function passwordOf(password: SecretRef, own: string) {
  const secretKeyRef =
    'secret' in password ? { name: password.secret, key: password.key } : { name: own, key: PASSWORD };
  return { name: PASSWORD, valueFrom: { secretKeyRef } };
}

/** Our Secret with the password and the CA; undefined when there is neither, or the password is in the cluster already. */
function ownSecret({ password, ca }: RedisAnswer, metadata: KubeObject['metadata']): Desired | undefined {
  const given = password && !('secret' in password) ? password : undefined;
  if (!given && !ca) return undefined;
  const bare: KubeObject = { apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque' };
  return {
    object: bare,
    restarts: true,
    async complete({ secrets }) {
      const value = given && (await secrets.read(given)).reveal();
      const data = {
        ...(value !== undefined && { [PASSWORD]: encoded(value) }),
        ...(await authority(secrets, 'redis', ca)),
      };
      return { ...bare, data };
    },
  };
}
