import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import { RunbookError } from '../../lib/errors.ts';
import { myCnf } from '../../lib/exporters/my-cnf.ts';
import type { KubeObject } from '../../lib/kubernetes/object.ts';
import { asList, asMap, fieldAt } from '../../lib/manifests/field.ts';
import { loadStack } from '../../lib/stack/load.ts';
import type { Stack } from '../../lib/stack.ts';
import { exporters } from '../../steps/5.5-exporters.ts';
import { makeIssued } from '../helpers/issued.ts';
import { hasOpenssl, temporaryFolder } from '../helpers/openssl.ts';
import { filePorts } from '../helpers/ports.ts';
import { inputOf, MINIATURE } from '../helpers/stack.ts';

const MYSQLD = { name: 'orders', host: 'mariadb.db', user: 'exporter', password: { env: 'MYSQL' } };
const REDIS = { name: 'cache', address: 'redis://redis.cache:6379', password: { env: 'REDIS' } };

async function desiredOf(answers: AnswersFile['exporters']) {
  const input = inputOf(await loadStack(MINIATURE), { exporters: answers });
  return exporters.desired?.(input, input.stack.manifests) ?? [];
}
const pick = (objects: { object: KubeObject }[], kind: string) =>
  objects.find(({ object }) => object.kind === kind)?.object;
const podOf = (deployment: KubeObject | undefined) => asMap(fieldAt(deployment, 'spec', 'template', 'spec'));
const containerOf = (deployment: KubeObject | undefined) => asMap(asList(podOf(deployment).containers)[0]);

const CASES: [title: string, answers: AnswersFile['exporters'], name: string, port: number][] = [
  ['mysqld', { mysqld: [MYSQLD] }, 'mysqld-exporter-orders', 9104],
  ['redis', { redis: [REDIS] }, 'redis-exporter-cache', 9121],
];

for (const [title, answers, name, port] of CASES) {
  test(`${title}: its objects find each other`, async () => {
    const desired = await desiredOf(answers);
    const deployment = pick(desired, 'Deployment');
    const service = pick(desired, 'Service');
    const monitor = pick(desired, 'ServiceMonitor');
    const pods = fieldAt(deployment, 'spec', 'selector', 'matchLabels');
    assert.equal(desired.map(({ object }) => object.kind).sort(), [
      'Deployment',
      'PrometheusRule',
      'Secret',
      'Service',
      'ServiceMonitor',
    ]);
    for (const { object } of desired)
      assert.equal([object.metadata.name, object.metadata.namespace], [name, 'monitoring']);
    assert.equal(fieldAt(service, 'spec', 'selector'), pods);
    for (const [label, value] of Object.entries(asMap(pods))) {
      assert.is(fieldAt(deployment, 'spec', 'template', 'metadata', 'labels', label), value);
    }
    assert.equal(fieldAt(monitor, 'spec', 'selector', 'matchLabels'), service?.metadata.labels);
    assert.is(fieldAt(asList(fieldAt(service, 'spec', 'ports'))[0], 'port'), port);
    assert.is(fieldAt(asList(containerOf(deployment).ports)[0], 'containerPort'), port);
    assert.is(service?.metadata.labels?.[String(fieldAt(monitor, 'spec', 'jobLabel'))], `${title}-exporter`);
    assert.match(JSON.stringify(fieldAt(pick(desired, 'PrometheusRule'), 'spec')), name);
  });

  test(`${title}: the pod has no rights it doesn't need`, async () => {
    const deployment = pick(await desiredOf(answers), 'Deployment');
    const pod = podOf(deployment);
    const container = containerOf(deployment);
    assert.is(pod.automountServiceAccountToken, false);
    assert.equal(pod.securityContext, {
      fsGroup: 65534,
      runAsGroup: 65534,
      runAsNonRoot: true,
      runAsUser: 65534,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    assert.equal(container.securityContext, {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    });
    assert.match(String(container.image), /^[a-z.]+\/[a-z0-9_/-]+:v\d+\.\d+\.\d+$/);
    for (const probe of ['livenessProbe', 'readinessProbe']) assert.ok(fieldAt(container, probe, 'httpGet', 'path'));
    assert.ok(fieldAt(container, 'resources', 'requests', 'memory'));
  });

  test(`${title}: the password is in its Secret only`, async () => {
    const password = `p#;"'\`$HOME\\${crypto.randomUUID()}`;
    const desired = await desiredOf(answers);
    assert.not.match(JSON.stringify(desired), password);
    const secret = desired.find(({ object }) => object.kind === 'Secret');
    const complete = await secret?.complete?.(filePorts({ MYSQL: password, REDIS: password }));
    const [value] = Object.values(asMap(complete?.data)).map((data) => Buffer.from(String(data), 'base64').toString());
    assert.ok(value?.replaceAll('${DOLLAR}', '$').includes(password));
  });
}

test('mysqld reads its file from the Secret', async () => {
  const desired = await desiredOf({ mysqld: [MYSQLD] });
  const deployment = pick(desired, 'Deployment');
  const container = containerOf(deployment);
  assert.equal(container.args, ['--config.my-cnf=/etc/mysqld-exporter/my.cnf']);
  assert.equal(container.volumeMounts, [{ name: 'config', mountPath: '/etc/mysqld-exporter', readOnly: true }]);
  assert.equal(podOf(deployment).volumes, [
    { name: 'config', secret: { secretName: 'mysqld-exporter-orders', defaultMode: 0o440 } },
  ]);
  assert.equal(container.env, [{ name: 'DOLLAR', value: '$' }]);
});

test('my.cnf: what its parser would take for something else is written so that it stays', () => {
  const client = { user: 'exporter', host: 'db', port: 3306 };
  assert.is(
    myCnf({ ...client, password: 'a#b;c`d$e"f\\' }),
    '[client]\nuser = `exporter`\nhost = `db`\nport = 3306\npassword = `a#b;c`d${DOLLAR}e"f\\`\n',
  );
  assert.not.match(myCnf(client), 'password');
  for (const password of ['secret\nhost=evil', 'x%(user)s']) {
    assert.throws(
      () => myCnf({ ...client, password }),
      (error: unknown) => error instanceof RunbookError && !JSON.stringify(error.failure).includes(password),
    );
  }
});

test('a password in the cluster is referred to, and no Secret of ours has it', async () => {
  const password = { secret: 'vault-made', key: 'pw' };
  const desired = await desiredOf({ mysqld: [{ ...MYSQLD, password }], redis: [{ ...REDIS, password }] });
  const [mysqld, redis] = desired
    .filter(({ object }) => object.kind === 'Deployment')
    .map(({ object }) => containerOf(object));
  const secretKeyRef = { name: 'vault-made', key: 'pw' };
  assert.equal(asList(mysqld?.env)[1], { name: 'MYSQLD_EXPORTER_PASSWORD', valueFrom: { secretKeyRef } });
  assert.equal(asList(redis?.env)[1], { name: 'REDIS_PASSWORD', valueFrom: { secretKeyRef } });
  const secrets = desired.filter(({ object }) => object.kind === 'Secret');
  assert.equal(
    secrets.map(({ object }) => object.metadata.name),
    ['mysqld-exporter-orders'],
  );
  const complete = await secrets[0]?.complete?.(filePorts());
  assert.not.match(Buffer.from(String(fieldAt(complete, 'data', 'my.cnf')), 'base64').toString(), 'password');
});

test('redis without a password has no Secret', async () => {
  const desired = await desiredOf({ redis: [{ name: 'cache', address: 'rediss://redis.cache:6380' }] });
  assert.is(pick(desired, 'Secret'), undefined);
  const deployment = pick(desired, 'Deployment');
  assert.equal(containerOf(deployment).env, [{ name: 'REDIS_ADDR', value: 'rediss://redis.cache:6380' }]);
  const [endpoint] = asList(fieldAt(pick(desired, 'ServiceMonitor'), 'spec', 'endpoints'));
  assert.equal(fieldAt(endpoint, 'relabelings'), [
    { action: 'replace', targetLabel: 'instance', replacement: 'redis.cache:6380' },
  ]);
});

test('the same answers give the same objects, and each target its own', async () => {
  const answers = { mysqld: [MYSQLD, { ...MYSQLD, name: 'users' }], redis: [REDIS] };
  const [one, other] = [await desiredOf(answers), await desiredOf(answers)];
  assert.is(JSON.stringify(one), JSON.stringify(other));
  assert.is(new Set(one.map(({ object }) => `${object.kind}/${object.metadata.name}`)).size, one.length);
  assert.is(one.length, 15);
});

test('every Secret of ours restarts its exporter when it changes', async () => {
  const secrets = (await desiredOf({ mysqld: [MYSQLD], redis: [REDIS] })).filter(
    ({ object }) => object.kind === 'Secret',
  );
  assert.equal(
    secrets.map(({ restarts }) => restarts),
    [true, true],
  );
});

const withOpenssl = hasOpenssl() ? test : test.skip;

withOpenssl("a server's own CA: mounted, and named to the exporter", async () => {
  const folder = temporaryFolder();
  try {
    makeIssued(folder.path, { name: 'ca', isCa: true });
    const ca = { file: join(folder.path, 'ca.crt') };
    const pem = readFileSync(ca.file, 'utf8');
    const tls = { ...REDIS, address: 'rediss://redis.cache:6380', ca };
    for (const [answers, line] of [
      [{ mysqld: [{ ...MYSQLD, ca }] }, 'ssl-ca = `/etc/mysqld-exporter/ca.crt`'],
      [{ redis: [tls] }, undefined],
      [{ redis: [{ name: 'cache', address: tls.address, ca }] }, undefined],
    ] as [AnswersFile['exporters'], string | undefined][]) {
      const desired = await desiredOf(answers);
      const secret = desired.find(({ object }) => object.kind === 'Secret');
      const data = asMap((await secret?.complete?.(filePorts({ MYSQL: 'x', REDIS: 'x' })))?.data);
      assert.is(Buffer.from(String(data['ca.crt']), 'base64').toString(), pem);
      if (line) assert.match(Buffer.from(String(data['my.cnf']), 'base64').toString(), line);
      const deployment = pick(desired, 'Deployment');
      const [mount] = asList(containerOf(deployment).volumeMounts).map(asMap);
      const [volume] = asList(podOf(deployment).volumes).map(asMap);
      assert.is(fieldAt(volume, 'secret', 'secretName'), secret?.object.metadata.name);
      if (line) continue;
      assert.equal(fieldAt(volume, 'secret', 'items'), [{ key: 'ca.crt', path: 'ca.crt' }]);
      const variable = { name: 'REDIS_EXPORTER_TLS_CA_CERT_FILE', value: `${mount?.mountPath}/ca.crt` };
      assert.equal(asList(containerOf(deployment).env).at(-1), variable);
    }
    const wrong = await desiredOf({ redis: [{ ...tls, ca: { file: join(folder.path, 'ca.key') } }] });
    const secret = wrong.find(({ object }) => object.kind === 'Secret');
    const refused = await secret?.complete?.(filePorts({ REDIS: 'x' })).then(() => 'taken', String);
    assert.match(refused ?? '', /private key/);
    assert.throws(() => inputOf({} as Stack, { exporters: { redis: [{ ...REDIS, ca }] } }), /rediss:\/\//);
  } finally {
    folder.remove();
  }
});

test('a password that somebody else keeps is read at the start only, and the summary says what to do then', async () => {
  const vault = { secret: 'vault-db', key: 'password' };
  const answers = {
    mysqld: [MYSQLD, { ...MYSQLD, name: 'users', password: vault }],
    redis: [REDIS, { ...REDIS, name: 'queue', password: vault }, { name: 'open', address: 'redis://r:6379' }],
  };
  const told = exporters.summary?.(inputOf(await loadStack(MINIATURE), { exporters: answers })) ?? [];
  const command = (name: string) => `kubectl --context test -n monitoring rollout restart deployment/${name}`;
  assert.is(told.length, 2);
  assert.match(told[0]?.en ?? '', /^mysqld-exporter-users reads Secret vault-db at its start only/);
  assert.ok(told[0]?.en.endsWith(command('mysqld-exporter-users')));
  assert.ok(told[1]?.ko.endsWith(command('redis-exporter-queue')));
});

test('a name too long for a Service is refused', async () => {
  const input = inputOf(await loadStack(MINIATURE), { exporters: { redis: [{ ...REDIS, name: 'x'.repeat(60) }] } });
  assert.throws(() => exporters.desired?.(input, []), /longer than 63/);
});

test('without targets the step is left out and says so', async () => {
  const input = inputOf(await loadStack(MINIATURE));
  assert.match(exporters.leftOut?.(input)?.en ?? '', 'exporters');
  assert.equal(exporters.desired?.(input, []), []);
});

test.run();
