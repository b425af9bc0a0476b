import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { withReceivers } from '../../lib/alerting/config.ts';
import { configOf } from '../../lib/alerting/config-secret.ts';
import { routeTo } from '../../lib/alerting/routes.ts';
import { customise, customised, type Receivers, refused, withWanted } from '../helpers/receivers.ts';
import { MINIATURE } from '../helpers/stack.ts';

const HOOK = { type: 'webhook', url: 'http://a' } as const;
const NO_NEWS = 'alertname !~ "Watchdog|InfoInhibitor"';
const TEAMS = { ...HOOK, name: 'teams' };
/** A configuration with these routes, where ops and dba are told by somebody. */
const withOwn = (routes: object[], root = 'ops') =>
  JSON.stringify({
    route: { receiver: root, routes },
    receivers: ['ops', 'dba', 'teams'].map((name) => ({ name, webhook_configs: [{ url: `http://${name}` }] })),
  });
const routesOf = (yaml: string) => parse(yaml).route.routes;
const REST = { receiver: 'ops' };

test('a receiver of the same name is replaced, and its old route with it', () => {
  const yaml = withReceivers(
    [
      'route:',
      '  receiver: Default',
      '  routes:',
      '    - { receiver: teams, matchers: [team = a] }',
      'receivers:',
      '  - { name: Default }',
      '  - { name: teams, webhook_configs: [{ url: http://old }] }',
    ].join('\n'),
    [{ name: 'teams', type: 'webhook', url: 'http://new' }],
  );
  const config = parse(yaml);
  assert.equal(config.receivers[1], { name: 'teams', webhook_configs: [{ send_resolved: true, url: 'http://new' }] });
  assert.is(config.receivers.length, 2);
  assert.equal(
    config.route.routes.map((route: { receiver: string }) => route.receiver),
    ['teams'],
  );
});

test('whom the root route told before is told still, once', () => {
  const yaml = [
    'route: { receiver: ops }',
    'receivers: [{ name: ops, webhook_configs: [{ url: "http://ops" }] }]',
  ].join('\n');
  const once = withReceivers(yaml, [{ ...HOOK, name: 'teams' }]);
  const [ours, rest, ...more] = parse(once).route.routes;
  assert.is(ours.receiver, 'teams');
  assert.equal(rest, { receiver: 'ops' });
  assert.equal(more, []);
  assert.is(withReceivers(once, [{ ...HOOK, name: 'teams' }]), once);
});

test('who asks for severity none gets the Watchdog, before its route ends', async () => {
  const wanted: Receivers = [{ name: 'dead-man', type: 'webhook', url: 'http://dead-man', severities: ['none'] }];
  const [first] = parse(customised(await withWanted(MINIATURE, wanted))).route.routes;
  assert.equal(first, {
    receiver: 'dead-man',
    matchers: ['alertname != "InfoInhibitor"', 'severity =~ "none"'],
    continue: true,
  });
});

test('a name by which the stack silences alerts is refused', async () => {
  const input = await withWanted(MINIATURE, [{ name: 'Watchdog', ...HOOK }]);
  const { exit, message } = refused(() => customise(input));
  assert.is(exit, 2);
  assert.match(message, /Watchdog is the receiver by which the stack silences/);
  customise(await withWanted(MINIATURE, [{ name: 'Watchdog', ...HOOK, severities: ['none'] }]));
});

test("a receiver of some severities by the root's name gets those only", async () => {
  const wanted: Receivers = [{ ...HOOK, name: 'Default', severities: ['critical'] }];
  const input = await withWanted(MINIATURE, wanted);
  const once = customise(input);
  const { route, receivers: all } = parse(configOf(once));
  assert.is(route.receiver, 'null');
  assert.equal(
    all.filter(({ name }: { name: string }) => name === 'null'),
    [{ name: 'null' }],
  );
  assert.equal(
    route.routes.filter(({ receiver }: { receiver: string }) => receiver === 'Default'),
    [{ receiver: 'Default', matchers: [NO_NEWS, 'severity =~ "critical"'], continue: true }],
  );
  assert.equal(customise(input, once), once);
  const bare = 'route: { receiver: a }\nreceivers: [{ name: a }]';
  const made = parse(withReceivers(bare, [{ ...HOOK, name: 'a', severities: ['info'] }]));
  assert.equal([made.route.receiver, made.receivers[1]], ['null', { name: 'null' }]);
  assert.is(parse(withReceivers(bare, [{ ...HOOK, name: 'a' }])).route.receiver, 'a');
});

test('a route that gives way leaves the routes inside of it, and those lead where they led', () => {
  const inner = { receiver: 'dba', matchers: ['namespace = db'] };
  const old = {
    receiver: 'teams',
    matchers: ['team = a'],
    group_by: ['team'],
    routes: [inner, { matchers: ['x = y'] }],
  };
  const yaml = withReceivers(withOwn([old]), [TEAMS]);
  assert.equal(routesOf(yaml), [routeTo(TEAMS), { matchers: ['team = a'], group_by: ['team'], routes: [inner] }, REST]);
  assert.is(withReceivers(yaml, [TEAMS]), yaml);
});

test('a route inside another gives way as well', () => {
  const own = { receiver: 'dba', matchers: ['namespace = db'] };
  const yaml = withOwn([{ ...own, routes: [{ receiver: 'teams', matchers: ['severity = critical'] }] }]);
  assert.equal(routesOf(withReceivers(yaml, [TEAMS])), [routeTo(TEAMS), own, REST]);
});

test('ours come after what the stack throws away at the top, by whatever name', () => {
  for (const name of ['null', 'blackhole', 'black-hole', 'dev-null', 'none', 'silence', 'drop']) {
    const away = { receiver: name, match: { alertname: 'KubeCPUOvercommit' } };
    const old = { receiver: 'dba', match: { namespace: 'db' } };
    const [first, second, third] = routesOf(withReceivers(withOwn([away, old]), [TEAMS]));
    assert.equal([first, second, third], [away, routeTo(TEAMS), old]);
  }
});

test('what has no news is known by any form of matcher', () => {
  for (const matcher of [
    { matchers: ['alertname =~ "InfoInhibitor|Quiet"'] },
    { match: { alertname: 'Watchdog' } },
    { match_re: { alertname: 'InfoInhibitor|Quiet' } },
  ]) {
    const away = { receiver: 'dba', ...matcher };
    assert.equal(routesOf(withReceivers(withOwn([away]), [TEAMS])), [away, routeTo(TEAMS), REST]);
  }
});

test.run();
