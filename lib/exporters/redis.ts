import type { Answers } from '../answers/schema.ts';
import type { SecretRef } from '../answers/secret.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import type { Desired } from '../step.ts';
import { objectName, type Target, targetMetadata } from './target.ts';

type RedisAnswer = Answers['exporters']['redis'][number];

const IMAGE = 'docker.io/oliver006/redis_exporter:v1.80.1';
const PASSWORD = 'REDIS_PASSWORD';

/** Section 5.5: a Redis server to watch. */
export function redisTarget({ name, address, password }: RedisAnswer): Target {
  const named = { exporter: 'redis-exporter', name };
  const secret = password && passwordSecret(password, targetMetadata(named));
  return {
    ...named,
    address: address.replace(/^rediss?:\/\//, ''),
    image: IMAGE,
    port: 9121,
    healthPath: '/health',
    args: [],
    env: [{ name: 'REDIS_ADDR', value: address }, ...(password ? [passwordOf(password, objectName(named))] : [])],
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

/** Our Secret with the password; undefined when it is one in the cluster already. */
function passwordSecret(password: SecretRef, metadata: KubeObject['metadata']): Desired | undefined {
  if ('secret' in password) return undefined;
  const bare: KubeObject = { apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque' };
  return {
    object: bare,
    async complete({ secrets }) {
      const value = (await secrets.read(password)).reveal();
      return { ...bare, data: { [PASSWORD]: Buffer.from(value).toString('base64') } };
    },
  };
}
