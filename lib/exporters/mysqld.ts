import type { Answers } from '../answers/schema.ts';
import type { SecretRef } from '../answers/secret.ts';
import { hostPort } from '../host-port.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { encoded } from '../manifests/secret-data.ts';
import type { Desired } from '../step.ts';
import { authority, CA_FILE } from './authority.ts';
import { DOLLAR, myCnf } from './my-cnf.ts';
import { objectName, type Target, targetMetadata } from './target.ts';

type MysqldAnswer = Answers['exporters']['mysqld'][number];

const IMAGE = 'quay.io/prometheus/mysqld-exporter:v0.19.0';
const FOLDER = '/etc/mysqld-exporter';
const FILE = 'my.cnf';

/** Section 5.5: a MariaDB or MySQL server to watch. */
export function mysqldTarget(answer: MysqldAnswer): Target {
  const named = { exporter: 'mysqld-exporter', name: answer.name };
  return {
    ...named,
    address: hostPort(answer.host, answer.port),
    image: IMAGE,
    port: 9104,
    healthPath: '/',
    args: [`--config.my-cnf=${FOLDER}/${FILE}`],
    env: [DOLLAR, ...passwordOf(answer.password)],
    mount: { secret: objectName(named), path: FOLDER },
    secret: configSecret(answer, targetMetadata(named)),
    upMetric: 'mysql_up',
    product: 'MariaDB',
  };
}

/** A password in the cluster is never read, so the exporter takes it from there itself. */
function passwordOf(password: SecretRef) {
  if (!('secret' in password)) return [];
  const secretKeyRef = { name: password.secret, key: password.key };
  return [{ name: 'MYSQLD_EXPORTER_PASSWORD', valueFrom: { secretKeyRef } }];
}

function configSecret(answer: MysqldAnswer, metadata: KubeObject['metadata']): Desired {
  const { user, host, port, password, ca } = answer;
  const client = { user, host, port, ...(ca && { ca: `${FOLDER}/${CA_FILE}` }) };
  const bare: KubeObject = { apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque' };
  return {
    object: bare,
    restarts: true,
    complete: async ({ secrets }) => {
      const known = 'secret' in password ? client : { ...client, password: (await secrets.read(password)).reveal() };
      return { ...bare, data: { [FILE]: encoded(myCnf(known)), ...(await authority(secrets, 'mysqld', ca)) } };
    },
  };
}
