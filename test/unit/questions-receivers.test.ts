import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { askMissing } from '../../lib/questions/ask.ts';
import type { Ask } from '../../lib/questions/ask-port.ts';
import { say, type Text } from '../../lib/text.ts';
import { inputOf } from '../helpers/stack.ts';

const FACTS = inputOf({} as Parameters<typeof inputOf>[0]).facts;
const ENOUGH = {
  cluster: { name: 'a' },
  storage: { className: 'fast' },
  grafana: { expose: 'none', host: 'g.example.com' },
  etcd: {},
} as const;

/** What one receiver becomes when its questions are answered so; of what isn't there Enter takes the default. */
async function asked(script: Record<string, string[]>) {
  const answered = { 'Send alerts': ['yes'], 'Another receiver': ['no'], ...script };
  const left = new Map(Object.entries(answered).map(([about, words]) => [about, [...words]]));
  const refused: string[] = [];
  const put: string[] = [];
  const next = (message: Text) => {
    put.push(message.en);
    assert.match(message.ko, /[가-힣]|^\S+ Slack$/);
    return left.get([...left.keys()].find((about) => message.en.includes(about)) ?? '')?.shift();
  };
  const typed: Ask['input'] = async (prompt) => {
    const words = next(prompt.message) ?? prompt.default ?? '';
    const wrong = prompt.validate(words);
    if (!wrong) return words;
    refused.push(wrong.en);
    return refused.length > 9 ? '' : typed(prompt);
  };
  const ask: Ask = {
    input: typed,
    password: typed,
    confirm: async ({ message, default: preset }) => (next(message) ?? (preset ? 'yes' : 'no')) === 'yes',
    select: async ({ message, choices, default: preset }) => {
      const value = next(message) ?? preset ?? choices[0]?.value ?? '';
      assert.ok(choices.some((choice) => choice.value === value && say(choice.name, 'ko') !== ''));
      return value;
    },
    checkbox: async ({ message, default: preset }) => next(message)?.split(',') ?? [...preset],
    tell: () => {},
  };
  const keep = () => {};
  const answers = await askMissing(ENOUGH, FACTS, { ask, cwd: '/work', home: '/home/x', keep, optional: true });
  return { receivers: answers.alerting?.receivers, refused, put };
}

test('Slack is asked for its URL, which may be in the cluster, and for a channel', async () => {
  const { receivers, refused } = await asked({
    'Kind of receiver': ['slack'],
    'Name of the receiver': ['ops'],
    'Webhook URL of Slack': ['secret'],
    'Name of the Secret': ['hooks'],
    'Key in that Secret': ['slack'],
    Channel: ['#alerts'],
  });
  assert.equal(receivers, [
    { type: 'slack', name: 'ops', webhookUrl: { secret: 'hooks', key: 'slack' }, channel: '#alerts' },
  ]);
  assert.equal(refused, []);
});

test('a typed URL of Teams is no URL of Slack', async () => {
  const { receivers, refused } = await asked({
    'Kind of receiver': ['slack'],
    'Name of the receiver': ['ops'],
    'Webhook URL of Slack': ['typed', 'https://prod-1.korea.logic.azure.com/x', 'https://hooks.slack.com/x'],
  });
  assert.equal(receivers, [{ type: 'slack', name: 'ops', webhookUrl: { env: 'OPS_WEBHOOK_URL' } }]);
  assert.is(refused.length, 1);
  assert.match(refused[0] ?? '', 'type msteams');
});

test('mail is asked for its server and a login, and the password only with one', async () => {
  const common = {
    'Kind of receiver': ['email'],
    'Name of the receiver': ['mail'],
    'Addresses that get': ['nobody', 'ops@example.com'],
    'Address that sends': ['alerts@example.com'],
  };
  const mail = { type: 'email', name: 'mail', to: 'ops@example.com', from: 'alerts@example.com' };
  const open = await asked({ ...common, 'Mail server, such': ['smtp', 'smtp:587'], 'Send only': ['no'] });
  assert.equal(open.receivers, [{ ...mail, smarthost: 'smtp:587', requireTls: false }]);
  assert.is(open.refused.length, 2);
  assert.not.match(open.put.join('\n'), 'Password at the mail server');

  const login = await asked({
    ...common,
    'Addresses that get': ['ops@example.com'],
    'Mail server, such': ['smtp:465'],
    'User at': ['alerts'],
    'Password at the mail server': ['env'],
  });
  assert.equal(login.receivers, [
    { ...mail, smarthost: 'smtp:465', username: 'alerts', password: { env: 'MAIL_SMTP_PASSWORD' } },
  ]);
  assert.not.match(login.put.join('\n'), 'Send only');
});

test.run();
