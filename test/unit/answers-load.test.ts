import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadAnswers } from '../../lib/answers/load.ts';
import { parseAnswers } from '../../lib/answers/validate.ts';
import { formatError, RunbookError } from '../../lib/errors.ts';

const test = suite<{ cwd: string }>('answers-load');
test.before.each((context) => {
  context.cwd = mkdtempSync(join(tmpdir(), 'answers-'));
});
test.after.each(({ cwd }) => rmSync(cwd, { recursive: true }));

function write(cwd: string, file: string, content: string): string {
  mkdirSync(dirname(join(cwd, file)), { recursive: true });
  writeFileSync(join(cwd, file), content);
  return file;
}

const load = (cwd: string, files: string[], sets: string[] = []) =>
  loadAnswers({ files, sets, cwd, env: { HOME: '/home/someone' } });

/** The lines of the error that loading ends with. */
function problems(cwd: string, files: string[], sets: string[] = [], lang: 'en' | 'ko' = 'en'): string[] {
  try {
    load(cwd, files, sets);
  } catch (error) {
    if (!(error instanceof RunbookError)) throw error;
    assert.is(error.exit, 2);
    return formatError(error, lang)
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
  assert.unreachable('loading should have failed');
  return [];
}

test('later layers win: maps merge, lists and secret references are replaced whole, null removes', ({ cwd }) => {
  const first = write(
    cwd,
    'a.yaml',
    'storage: { className: slow, grafana: { size: 1Gi } }\netcd: { endpoints: [10.0.0.1, 10.0.0.2] }\n' +
      'grafana: { host: a.example.com, admin: { password: { secret: s, key: k } } }\nmsteams: { version: 1.0.0 }\n',
  );
  const second = write(
    cwd,
    'b.yaml',
    'storage: { className: fast }\netcd: { endpoints: [10.0.0.3] }\ngrafana: { admin: { password: { env: PW } } }\nmsteams:\n',
  );
  assert.equal(load(cwd, [first, second]), {
    storage: { className: 'fast', grafana: { size: '1Gi' } },
    etcd: { endpoints: ['10.0.0.3'] },
    grafana: { host: 'a.example.com', admin: { password: { env: 'PW' } } },
  });
});

test('--set comes last, reaches into lists, and its value is YAML', ({ cwd }) => {
  const file = write(cwd, 'a.yaml', 'alerting: { receivers: [{ name: a, type: webhook, url: "http://x" }] }\n');
  const sets = [
    'alerting.receivers[0].name=b',
    'alerting.receivers.1={ name: c, type: webhook, url: "http://y" }',
    'grafana.ingress.annotations.example\\.com/a="1"',
    'grafana.admin.password.secret=s',
    'grafana.admin.password.key=k',
    'cluster.name=x=y',
  ];
  assert.equal(load(cwd, [file], sets), {
    alerting: {
      receivers: [
        { name: 'b', type: 'webhook', url: 'http://x' },
        { name: 'c', type: 'webhook', url: 'http://y' },
      ],
    },
    grafana: { ingress: { annotations: { 'example.com/a': '1' } }, admin: { password: { secret: 's', key: 'k' } } },
    cluster: { name: 'x=y' },
  });
  assert.equal(load(cwd, [file], ['alerting.receivers[0]=null']).alerting?.receivers, []);
  assert.equal(load(cwd, [file], ['alerting=null']), {});
});

test('one kind of secret reference set over another leaves nothing of it', ({ cwd }) => {
  const file = write(cwd, 'a.yaml', 'grafana: { admin: { password: { secret: s, key: k } } }\n');
  assert.equal(load(cwd, [file], ['grafana.admin.password.env=X']), { grafana: { admin: { password: { env: 'X' } } } });
});

test('a relative path starts from the folder it stands in, ~/ is the home folder', ({ cwd }) => {
  const file = write(
    cwd,
    'sub/a.yaml',
    'grafana: { oidc: { issuer: "https://k/realms/r", clientId: g, clientSecret: { file: s }, ca: { file: ../ca.pem } } }\n' +
      'etcd: { certificates: { ssh: { identityFile: ~/.ssh/id } } }\nmsteams: { chart: chart.tgz }\n',
  );
  const answers = load(cwd, [file], ['etcd.certificates.directory=./pki', 'stack.repository=../stack.git']);
  assert.is(answers.grafana?.oidc?.ca?.file, join(cwd, 'ca.pem'));
  assert.equal(answers.grafana?.oidc?.clientSecret, { file: join(cwd, 'sub/s') });
  assert.is(answers.etcd?.certificates?.ssh?.identityFile, '/home/someone/.ssh/id');
  assert.is(answers.etcd?.certificates?.directory, join(cwd, 'pki'));
  assert.is(answers.msteams?.chart, join(cwd, 'sub/chart.tgz'));
  assert.is(answers.stack?.repository, join(dirname(cwd), 'stack.git'));
  assert.is(load(cwd, [], ['msteams.chart=oci://r/chart.tgz']).msteams?.chart, 'oci://r/chart.tgz');
  assert.is(load(cwd, [], ['msteams.chart=prometheus-msteams']).msteams?.chart, 'prometheus-msteams');
});

test('every problem is told at once, with file, line, column and path', ({ cwd }) => {
  const file = write(
    cwd,
    'a.yaml',
    'cluster:\n  name: 2024\nstorage:\n  clasName: x\n  sizes: 3\ngrafana: { certificate: { source: files, cert: a } }\nmetricsApi: yes\n',
  );
  assert.equal(problems(cwd, [file], ['alerting.receivers[0].type=x', 'cluster.uid=5']), [
    'a.yaml:2:9 cluster.name: must be text; put it in quotes where it looks like a number or true/false',
    'a.yaml:4:3 storage.clasName: unknown key, did you mean "className"?',
    'a.yaml:5:3 storage.sizes: unknown key; known here: className, prometheus, alertmanager, grafana',
    'a.yaml:6:12 grafana.certificate.key: is missing',
    'a.yaml:7:13 metricsApi: must be one of: auto, adapter, none',
    '--set alerting.receivers[0].type: must be one of: prometheus-msteams, msteams, webhook, slack, email',
    '--set cluster.uid: must be text; put it in quotes where it looks like a number or true/false',
  ]);
  assert.match(problems(cwd, [file], [], 'ko')[1] ?? '', /^a\.yaml:4:3 storage\.clasName: 알 수 없는 키/);
});

test('a key is judged by the kind that its map chose', ({ cwd }) => {
  const sets = ['alerting.receivers=[{ name: a, type: webhook, url: "http://x", path: /a }]'];
  assert.equal(problems(cwd, [], sets), [
    '--set alerting.receivers[0].path: unknown key; known here: name, severities, type, url',
  ]);
});

test('bad YAML is told in our words, with its line and column', ({ cwd }) => {
  const cases: [string, string][] = [
    ['cluster:\n\tname: a\n', 'a.yaml:2:1: indented by a tab; YAML takes spaces only'],
    ['etcd:\netcd:\n', 'a.yaml:2:1: this key stands here twice'],
    [
      'cluster: *nowhere\n',
      'a.yaml:1:10: an alias of an anchor that is not there; a text that starts with * needs quotes',
    ],
    ['- a\n', 'a.yaml:1:1: must be a map of keys and values'],
    ['a: 1\n---\nb: 2\n', 'a.yaml:2:1: more than one YAML document in the file'],
  ];
  for (const [content, expected] of cases) assert.equal(problems(cwd, [write(cwd, 'a.yaml', content)]), [expected]);
});

test('aliases cannot blow up, nor refer to themselves', ({ cwd }) => {
  const levels = Array.from({ length: 8 }, (_, i) => `k${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]`);
  const bomb = write(cwd, 'bomb.yaml', `k0: &a0 [x]\n${levels.join('\n')}\n`);
  assert.match(problems(cwd, [bomb]).join(), /too many values/);
  assert.match(problems(cwd, [write(cwd, 'self.yaml', 'cluster: &c { name: *c }\n')]).join(), /too deep/);
});

test('no message ever shows a value that stands where a secret belongs', ({ cwd }) => {
  const secret = Math.random().toString(36).slice(2);
  const places = [
    `grafana: { admin: { password: ${secret} } }`,
    `grafana: { admin: { password: [${secret}] } }`,
    `grafana: { admin: { password: { ${secret}: x } } }`,
    `grafana: { admin: { password: { env: ${secret}-x } } }`,
    `grafana: { admin: { password: "${secret} } }`,
    `grafana: { admin: { password: !${secret} x } }`,
    `grafana: { admin: { password: *${secret} } }`,
    `grafana: { admin: { password: ${secret}: ${secret} } }`,
    `exporters: { redis: [{ name: a, address: "redis://:${secret}@h" }] }`,
    `stack: { repository: "https://u:${secret}@h/x.git" }`,
    `msteams: { repository: "https://u:${secret}@h/" }`,
  ];
  for (const place of places) {
    const lines = problems(cwd, [write(cwd, 'a.yaml', place)]);
    assert.not.match(lines.join('\n'), secret, place);
    assert.ok(lines.length > 0);
  }
  for (const flag of [`grafana.admin.password=${secret}`, `grafana.admin.password: ${secret}`, `x=[${secret}`]) {
    assert.not.match(problems(cwd, [], [flag]).join('\n'), secret, flag);
  }
  assert.match(problems(cwd, [], [`grafana.admin.password=${secret}`]).join(), /a secret in plain text would stay/);
});

test('a bad --set path is told with the flag', ({ cwd }) => {
  assert.match(problems(cwd, [], ['x']).join(), /^--set: "x…" must be path=value/);
  assert.match(problems(cwd, [], ['a..b=1']).join(), /must be path=value/);
  assert.match(
    problems(cwd, [], ['alerting.receivers[1].name=x']).join(),
    /^--set alerting\.receivers\[1\]\.name: \[1\] is no item/,
  );
  assert.match(problems(cwd, [], ['cluster[0]=x']).join(), /^--set cluster\[0\]: /);
});

test('files that cannot be read are all named', ({ cwd }) => {
  const lines = problems(cwd, ['none.yaml', '.']);
  assert.is(lines[0], 'none.yaml: there is no such file');
  assert.match(lines[1] ?? '', /^\.: cannot be read: EISDIR/);
});

test('the example has each thing once, comments included', () => {
  const path = fileURLToPath(new URL('../../configs/answers/example.yaml', import.meta.url));
  const names = [...readFileSync(path, 'utf8').matchAll(/^ *(?:# )?- (?:\{ )?name: ([\w-]+)/gm)].map(
    ([, name]) => name,
  );
  assert.ok(names.includes('mail') && names.includes('secure'));
  assert.equal(names, [...new Set(names)]);
});

test('the example holds and no default is lost', () => {
  const cwd = fileURLToPath(new URL('../../configs/answers', import.meta.url));
  const answers = parseAnswers(loadAnswers({ files: ['example.yaml'], sets: [], cwd }));
  assert.is(answers.etcd?.certificates.ssh.identityFile, join(process.env.HOME || homedir(), '.ssh/id_ed25519'));
  const empty = parseAnswers(loadAnswers({ files: [], sets: [], cwd }));
  assert.is(empty.storage.prometheus.size, undefined, 'the stack is asked first');
  assert.is(empty.grafana.expose, 'ingress');
  assert.is(empty.etcd, undefined);
});

test.run();
