import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSecretReader } from '../../lib/answers/secret-reader.ts';
import { listSecretRefs } from '../../lib/answers/secret-refs.ts';
import { parseAnswers } from '../../lib/answers/validate.ts';
import { RunbookError } from '../../lib/errors.ts';

const test = suite<{ folder: string }>('answers-secrets');
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'secrets-'));
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

async function failure(work: Promise<unknown>): Promise<RunbookError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof RunbookError) return error;
    throw error;
  }
  throw new Error('it should have failed');
}

test('a secret comes from a variable or a file, without the last newline, and shows itself nowhere', async ({
  folder,
}) => {
  const value = Math.random().toString(36);
  const file = join(folder, 'secret');
  writeFileSync(file, `${value}\r\n`);
  const reader = createSecretReader({ env: { NAME: value } });
  for (const ref of [{ env: 'NAME' }, { file }]) {
    const sealed = await reader.read(ref);
    assert.is(sealed.reveal(), value);
    assert.not.match(`${sealed} ${JSON.stringify({ sealed })} ${inspect(sealed)}`, value);
  }
});

test('a typed secret is read under its name, before the environment', async () => {
  const reader = createSecretReader({ env: { NAME: 'old' } });
  reader.keep('NAME', 'typed');
  assert.is((await reader.read({ env: 'NAME' })).reveal(), 'typed');
});

test('what cannot be read is named with what to do', async ({ folder }) => {
  const empty = join(folder, 'empty');
  writeFileSync(empty, '\n');
  const reader = createSecretReader({ env: { EMPTY: '' } });
  assert.is((await failure(reader.read({ env: 'NONE' }))).failure.doing.ko, '시크릿 값 읽기');
  assert.match((await failure(reader.read({ env: 'NONE' }))).message, /NONE is not set.*read -rs NONE/);
  assert.match((await failure(reader.read({ env: 'EMPTY' }))).message, /EMPTY is not set \(or empty\)/);
  assert.match((await failure(reader.read({ file: empty }))).message, /empty is empty/);
  assert.match((await failure(reader.read({ file: join(folder, 'none') }))).message, /none cannot be read: ENOENT/);
});

test('a Secret in the cluster is referred to and never read', async () => {
  const reader = createSecretReader({ env: {} });
  assert.match((await failure(reader.read({ secret: 's', key: 'k' }))).message, /only referred to, never read/);
});

const answers = parseAnswers({
  grafana: {
    admin: { password: { env: 'ADMIN' } },
    oidc: { issuer: 'https://k/r', clientId: 'g', clientSecret: { secret: 's', key: 'k' }, ca: { file: '/ca' } },
  },
  etcd: { certificates: { ssh: { passphrase: { file: '/none' }, sudo: { password: { env: 'SUDO' } } } } },
  alerting: { receivers: [{ name: 'a', type: 'msteams', webhookUrl: { env: 'URL' } }] },
});

test('every reference in the answers is listed, and a file that is no secret is not', () => {
  assert.equal(listSecretRefs(answers), [
    { path: 'grafana.admin.password', ref: { env: 'ADMIN' } },
    { path: 'grafana.oidc.clientSecret', ref: { secret: 's', key: 'k' } },
    { path: 'etcd.certificates.ssh.passphrase', ref: { file: '/none' } },
    { path: 'etcd.certificates.ssh.sudo.password', ref: { env: 'SUDO' } },
    { path: 'alerting.receivers[0].webhookUrl', ref: { env: 'URL' } },
  ]);
});

test('everything that is missing is told at once', async () => {
  const hasKey = async (secret: string, key: string) => secret === 's' && key === 'other';
  const reader = createSecretReader({ env: { SUDO: 'x' }, hasKey });
  const { failure: told, exit } = await failure(reader.requireAll(listSecretRefs(answers)));
  assert.is(exit, 3);
  assert.equal(
    told.causes.map((cause) => (typeof cause === 'string' ? cause : cause.en).split(':')[0]),
    [
      'grafana.admin.password',
      'grafana.oidc.clientSecret',
      'etcd.certificates.ssh.passphrase',
      'alerting.receivers[0].webhookUrl',
    ],
  );
  const complete = createSecretReader({ env: { SUDO: 'x', ADMIN: 'x', URL: 'x' }, hasKey: async () => true });
  await complete.requireAll(listSecretRefs(answers).filter(({ ref }) => !('file' in ref)));
});

test.run();
