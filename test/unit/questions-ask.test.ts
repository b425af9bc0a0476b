import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Draft } from '../../lib/answers/draft.ts';
import { loadAnswers } from '../../lib/answers/load.ts';
import { parseLocation } from '../../lib/answers/location.ts';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import { shapesOf } from '../../lib/answers/shape.ts';
import type { Facts } from '../../lib/facts.ts';
import { QUESTIONS } from '../../lib/questions/all.ts';
import { askMissing } from '../../lib/questions/ask.ts';
import type { Ask } from '../../lib/questions/ask-port.ts';
import type { Question } from '../../lib/questions/question.ts';
import { receivers } from '../../lib/questions/receivers.ts';
import { stackQuestions } from '../../lib/questions/stack.ts';
import { wrap } from '../../lib/questions/wrap.ts';
import { say, type Text } from '../../lib/text.ts';

const facts: Facts = {
  cluster: {
    context: 'c',
    server: 'https://10.0.0.1',
    uid: 'u',
    version: 'v1.36.3',
    nodes: [{ name: 'master1', addresses: ['10.0.0.11'], controlPlane: true, kwok: false }],
    storageClasses: [
      { name: 'slow', default: false, provisioner: 'p', expandable: true, bindsOnFirstConsumer: false },
      { name: 'fast', default: true, provisioner: 'p', expandable: true, bindsOnFirstConsumer: false },
    ],
    ingressClasses: [],
    namespaces: [],
    kinds: [],
    etcd: [{ address: '10.0.0.11', from: 'kubeadm-config' }],
  },
};

/** A person who answers by what the question says; a list is used up one by one, and Enter answers the rest. */
function person(script: Record<string, string | string[]>) {
  const asked: string[] = [];
  const told: string[] = [];
  const refused: string[] = [];
  const left = new Map(Object.entries(script).map(([about, words]) => [about, [words].flat()]));
  const next = (message: Text) => {
    const words = say(message, 'en');
    asked.push(words);
    const about = [...left.keys()].find((key) => words.includes(key));
    return about === undefined ? undefined : left.get(about)?.shift();
  };
  const typed = (message: Text, preset: string, validate: (typed: string) => Text | undefined): string => {
    const words = next(message) ?? preset;
    const wrong = validate(words);
    if (!wrong) return words;
    refused.push(wrong.en);
    if (refused.length > 20) throw new Error(`no way on at: ${message.en}: ${wrong.en}`);
    return typed(message, preset, validate);
  };
  const ask: Ask = {
    input: async ({ message, default: preset = '', validate }) => typed(message, preset, validate),
    password: async ({ message, validate }) => typed(message, '', validate),
    confirm: async ({ message, default: preset }) => {
      const words = next(message);
      return words === undefined ? preset : words === 'yes';
    },
    select: async ({ message, choices, default: preset }) => {
      const value = next(message) ?? preset ?? choices[0]?.value ?? '';
      assert.ok(
        choices.some((choice) => choice.value === value),
        `${value} is no choice at ${message.en}`,
      );
      return value;
    },
    checkbox: async ({ message, default: preset }) => next(message)?.split(',').filter(Boolean) ?? [...preset],
    tell: (words) => told.push(words.en),
  };
  return { ask, asked, told, refused };
}

async function interview(script: Record<string, string | string[]>, file: AnswersFile = {}, optional = true) {
  const someone = person(script);
  const kept: Record<string, string> = {};
  const keep = (name: string, value: string) => {
    kept[name] = value;
  };
  const answers = await askMissing(file, facts, { ask: someone.ask, cwd: '/work', home: '/home/x', keep, optional });
  return { answers, kept, ...someone };
}

test('with Enter alone only what has no default is typed', async () => {
  const { answers, asked } = await interview({
    'Host name': 'g.example.com',
    'metrics of etcd': 'no',
    'Ingress class': 'nginx',
    'Name of this cluster': 'prod-1',
  });
  assert.is(answers.cluster?.name, 'prod-1');
  assert.is(answers.storage?.className, 'fast');
  assert.is(answers.storage?.prometheus?.size, undefined, 'it is left to the stack');
  assert.is(answers.etcd, undefined);
  assert.is(answers.grafana?.oidc, undefined);
  assert.ok(
    asked.every((words) => /^\d\.\d /.test(words)),
    asked.join('\n'),
  );
});

test('a wrong answer is asked again, with the reason', async () => {
  const { answers, refused } = await interview({
    'Host name': ['https://g.example.com', '', '10.0.0.21', 'g.example.com'],
    'metrics of etcd': 'no',
    'Ingress class': 'nginx',
    'Size of the volume of Grafana': ['10 GB', '20Gi'],
    'Name of this cluster': ['', 'prod-1'],
  });
  assert.is(answers.storage?.grafana?.size, '20Gi');
  assert.is(refused.length, 5);
  assert.match(refused[0] ?? '', /without https/);
  assert.is(refused[1], 'needs an answer');
  assert.match(refused[2] ?? '', /not an IP address/);
  assert.is(refused[3], 'must be a quantity such as 50Gi');
});

test('etcd by ssh: the sentence is said, hosts and members come from the cluster, a typed secret leaves only its name', async () => {
  const password = Math.random().toString(36);
  const { answers, kept, told } = await interview({
    'Host name': 'g.example.com',
    'metrics of etcd': 'yes',
    'Store that certificate': 'yes',
    'root-only files': 'password',
    'Password for sudo': ['typed', password],
    'Ingress class': 'nginx',
    'Name of this cluster': 'prod-1',
  });
  assert.equal(answers.etcd, {
    certificates: {
      source: 'ssh',
      acknowledge: true,
      hosts: [{ host: '10.0.0.11', name: 'master1' }],
      ssh: { sudo: { password: { env: 'MASTER_SUDO_PASSWORD' } } },
    },
    endpoints: ['10.0.0.11'],
  });
  assert.equal(kept, { MASTER_SUDO_PASSWORD: password });
  assert.not.match(JSON.stringify([answers, told]), password);
  assert.match(told.join('\n'), /root on etcd/);
  assert.match(told.join('\n'), /kubeadm-config/);
});

test('who does not acknowledge goes without etcd', async () => {
  const { answers } = await interview({
    'Host name': 'g.example.com',
    'metrics of etcd': 'yes',
    'Ingress class': 'nginx',
    'Name of this cluster': 'prod-1',
  });
  assert.is(answers.etcd, undefined);
});

test('receivers and exporters are asked until there are no more', async () => {
  const url = `https://x.logic.azure.com/${Math.random().toString(36).slice(2)}`;
  const { answers, kept, refused } = await interview({
    'Host name': 'g.example.com',
    'metrics of etcd': 'no',
    'Ingress class': 'nginx',
    'Name of this cluster': 'prod-1',
    'Send alerts': 'yes',
    'Another receiver': ['yes', 'yes', 'no'],
    'Kind of receiver': ['prometheus-msteams', 'msteams', 'webhook'],
    'Name of the receiver': ['my team', 'my team', 'native', 'hook'],
    severities: ['', 'critical,warning', ''],
    'Webhook URL': ['typed', 'https://a.webhook.office.com/x', url, 'env'],
    'Name of the environment variable': ['1x', 'URL'],
    'URL that gets': 'http://hook.tks.svc:8080/',
    'MariaDB or MySQL server?': 'no',
    'Redis server?': ['yes', 'no'],
    'Short name': 'cache',
    'Address, such': 'redis://redis.cache:6379',
  });
  assert.equal(answers.alerting?.receivers, [
    { type: 'prometheus-msteams', name: 'my team', path: '/alert1', webhookUrl: { env: 'MY_TEAM_WEBHOOK_URL' } },
    { type: 'msteams', name: 'native', severities: ['critical', 'warning'], webhookUrl: { env: 'URL' } },
    { type: 'webhook', name: 'hook', url: 'http://hook.tks.svc:8080/' },
  ]);
  assert.equal(answers.exporters, { redis: [{ name: 'cache', address: 'redis://redis.cache:6379' }] });
  assert.equal(kept, { MY_TEAM_WEBHOOK_URL: url });
  assert.is(refused.length, 3);
  assert.match(refused[0] ?? '', /Office 365 connector/);
  assert.is(refused[1], 'is taken by the one before');
  assert.match(refused[2] ?? '', /name of an environment variable/);
});

test('what is answered already is not asked; without the optional ones only what is required is', async () => {
  const file = loadAnswers({ files: [], sets: ['cluster.name=prod-1', 'grafana.expose=none', 'etcd={}'], cwd: '/' });
  const { asked } = await interview({ 'Store that': 'yes' }, file, false);
  assert.equal(
    asked.map((words) => words.slice(0, 20)),
    ['3.5 Store that certi', '3.5 Master nodes: na', '4.4 Storage class of', '5.3 IP addresses of '],
  );
});

test('every question has its place in the schema', () => {
  for (const question of QUESTIONS) {
    const places = [question.path, ...(question.each ?? []).map(({ path }) => `${question.path}[0].${path}`)];
    for (const place of places) assert.ok(shapesOf(parseLocation(place) ?? []).length, place);
  }
});

test('lines are broken between words, Korean letters counted twice', () => {
  assert.is(wrap('one two three', 8), 'one two\nthree');
  assert.is(wrap('하나 둘 셋', 8, ' '), ' 하나 둘\n 셋');
});

test('a Secret of the cluster is offered for a webhook URL only where Alertmanager reads it', async () => {
  const [forChart, forAlertmanager, forSlack, ...more] = (receivers.each ?? []).filter(
    ({ path }) => path === 'webhookUrl',
  );
  assert.is(more.length, 0);
  const placed = (question: Question | undefined, type: string) => question?.when?.({ type }, facts);
  assert.equal([placed(forChart, 'prometheus-msteams'), forChart?.secret?.local], [true, true]);
  assert.equal([placed(forAlertmanager, 'msteams'), forAlertmanager?.secret?.local], [true, undefined]);
  assert.equal([placed(forSlack, 'slack'), forSlack?.secret?.local], [true, undefined]);
  assert.equal([placed(forChart, 'msteams'), placed(forAlertmanager, 'webhook')], [false, false]);
});

test('nothing is asked that the answers so far rule out', async () => {
  const enough = { cluster: { name: 'a' }, storage: { className: 'fast' } };
  const hidden = await interview({ 'metrics of etcd': 'no' }, { ...enough, grafana: { expose: 'none' } });
  assert.not.match(hidden.asked.join('\n'), 'Keycloak');
  const grafana = { expose: 'none', host: 'g.example.com' } as const;
  const asked = await interview({ 'metrics of etcd': 'no' }, { ...enough, grafana });
  assert.match(asked.asked.join('\n'), 'Keycloak');
  assert.match(asked.told.join('\n'), /Without it, a Keycloak login that the stack brings itself is switched off/);
  const [source] = stackQuestions;
  const choices = (stack: Draft) => (source?.choices?.(facts, { stack }) ?? []).map(({ value }) => value);
  assert.ok(choices({}).includes('directory'));
  for (const stack of [{ ref: 'x' }, { repository: 'y' }]) assert.not(choices(stack).includes('directory'));
});

test.run();
