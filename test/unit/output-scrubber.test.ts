import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createOutput } from '../../lib/output/output.ts';
import { createScrubber } from '../../lib/output/scrubber.ts';
import { makePki } from '../helpers/etcd-pki.ts';
import { serveOnSocket } from '../helpers/socket.ts';

const MASK = '«secret»';
const newKey = () =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const base64 = (value: string) => Buffer.from(value).toString('base64');
const isFrame = (part: string) => Buffer.from(part, 'base64').includes('-----');
/** Long parts of a key, in any of the forms that it may be shown in; its frame is no secret. */
const partsOf = (pem: string) => {
  const lines = pem.split('\n').filter((line) => line.length >= 16 && !line.startsWith('-'));
  return [...lines, ...(base64(pem).match(/.{24}/g) ?? []).filter((part) => !isFrame(part))];
};

function hiding(...values: string[]) {
  const { hide, scrub } = createScrubber();
  values.forEach(hide);
  return scrub;
}

test('a password: plain, as JSON has it, in base64 wherever it stands in a file; other words stay', () => {
  const password = `p"\\${randomBytes(9).toString('base64url')}é`;
  const scrub = hiding(password);
  for (const before of ['', 'a', 'ab', 'abc'])
    for (const shown of [password, JSON.stringify(password), base64(`${before}${password}\nmore`)]) {
      const said = scrub(`denied: ${shown}, says the webhook`);
      assert.match(said, MASK);
      assert.match(said, /^denied: .*, says the webhook$/);
      for (const form of [password, JSON.stringify(password).slice(1, -1), base64(password).slice(4, 12)])
        assert.not.ok(said.includes(form), said);
    }
  assert.is(scrub('nothing of it, and «secret» as it is'), 'nothing of it, and «secret» as it is');
});

test('a key: whole, a line of it, cut off, folded; the words around it stay', () => {
  const key = newKey();
  const scrub = hiding(key);
  const forms = [key, JSON.stringify(key), base64(key), base64(`x${key}`), base64(key.replaceAll('\n', '\r\n'))];
  const cut = [key.slice(0, 200), base64(key).slice(0, 300), key.split('\n')[3] ?? '', key.replaceAll('\n', ' ')];
  for (const shown of [...forms, ...cut]) {
    const said = scrub(`before ${shown} after`);
    assert.match(said, /^before .*«secret».* after$/s);
    for (const part of partsOf(key)) assert.not.ok(said.includes(part), part);
  }
});

test('no word is torn: short values, certificates, the host of a URL, the frame of a key', () => {
  const pki = makePki();
  const certificate = pki.read('ca.pem');
  pki.remove();
  const url = `https://hooks.example.com/services/${randomBytes(12).toString('hex')}`;
  const scrub = hiding('monitor', '', certificate, url, newKey());
  for (const words of [
    'the namespace monitoring',
    certificate,
    'no way to https://hooks.example.com/',
    '-----BEGIN PRIVATE KEY-----',
  ])
    assert.is(scrub(words), words);
  assert.is(scrub(`POST ${url}: 404`), `POST ${MASK}: 404`);
});

test('however much is hidden, every place of the text is looked at once', () => {
  const scrub = hiding(...Array.from({ length: 8 }, newKey));
  const words = randomBytes(75_000).toString('base64');
  let looks = 0;
  const slice = (from: number, to?: number) => {
    looks++;
    return words.slice(from, to);
  };
  assert.is(scrub(Object.assign(Object(words), { slice })), words);
  assert.ok(looks > 90_000 && looks <= words.length, `${looks} looks at ${words.length} characters`);
});

test('every way out of the output is scrubbed, and JSON stays JSON', () => {
  const secret = `"${randomBytes(9).toString('hex')}`;
  for (const output of ['text', 'json', 'jsonl'] as const) {
    let said = '';
    const take = (content: string) => {
      said += content;
    };
    const speak = createOutput({ lang: 'en', output, verbose: false }, { out: take, err: take });
    speak.scrubber.hide(secret);
    speak.print(`print ${secret}`);
    speak.note(`note ${secret}`);
    speak.event('event', { message: secret });
    speak.include({ part: [secret] });
    speak.result({ error: { causes: [secret] } });
    assert.match(said, MASK);
    assert.not.ok(said.includes(secret.slice(1)), said);
    const documents = { text: [], json: [said.slice(said.indexOf('{'))], jsonl: said.match(/^\{.*$/gm) ?? [] }[output];
    for (const document of documents) assert.type(JSON.parse(document), 'object');
  }
});

const lib = (file: string) => JSON.stringify(join(import.meta.dirname, '../../lib', file));
/** A command that reads a secret, sends it to the API and fails as the API, or a bug of ours, has it. */
const COMMAND = `
import { createSecretReader } from ${lib('answers/secret-reader.ts')};
import { asRunbookError } from ${lib('kubernetes/api-error.ts')};
import { createClient } from ${lib('kubernetes/client.ts')};
import { main } from ${lib('command/main.ts')};
import { PROGRAMS } from ${lib('command/programs.ts')};
import { text } from ${lib('text.ts')};
const { SOCKET, FATE } = process.env;
await main('install.mts', PROGRAMS.install, async (_options, output) => {
  const secrets = createSecretReader({ env: process.env, hide: output.scrubber.hide });
  const data = { key: Buffer.from((await secrets.read({ env: 'KEY' })).reveal()).toString('base64') };
  const client = createClient(SOCKET);
  const object = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'monitoring' }, data };
  await client.apply(object).catch((error) => {
    if (FATE === 'a bug of ours') throw new Error('on the way: ' + error.message);
    throw FATE === 'as it is' ? error : asRunbookError(error, text('Apply', '적용'), {});
  });
});`;

test('a webhook that quotes the Secret in its denial: nothing of it is shown, for a person, a program or as a bug', async () => {
  const key = newKey();
  const kinds = [{ name: 'secrets', kind: 'Secret', namespaced: true, verbs: ['patch'] }];
  const api = await serveOnSocket((asked) => {
    if (!asked.startsWith('PATCH')) return { body: { kind: 'APIResourceList', resources: kinds } };
    const message = `admission webhook "audit" denied the request: ${JSON.stringify({ data: { key: base64(key) } })} ${key}`;
    return { status: 403, body: { kind: 'Status', message, reason: 'Forbidden' } };
  });
  const run = promisify(execFile);
  try {
    for (const form of ['text', 'json', 'jsonl'])
      for (const FATE of ['told', 'as it is', 'a bug of ours']) {
        const env = { ...process.env, KEY: key, SOCKET: api.socket, FATE, TKS_ANSWERS: '' };
        const args = ['--input-type=module', '-e', COMMAND, 'install.mts', '--output', form, '--lang', 'en'];
        const { stdout, stderr, code } = await run(process.execPath, args, { env }).catch((error) => error);
        assert.is(code, 1, stderr);
        assert.match(stderr, /admission webhook "audit" denied the request: .*«secret»/);
        assert.is(stderr.includes('✖ Unexpected error'), FATE === 'a bug of ours', stderr);
        if (form !== 'text') assert.match(JSON.stringify(JSON.parse(stdout)), /denied the request: .*«secret»/);
        for (const part of partsOf(key)) assert.not.ok(`${stdout}${stderr}`.includes(part), `${form}: ${stderr}`);
      }
  } finally {
    await api.close();
  }
});

test.run();
