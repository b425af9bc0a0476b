import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { withReceivers } from '../../lib/alerting/config.ts';
import { configOf } from '../../lib/alerting/config-secret.ts';
import { routeTo } from '../../lib/alerting/routes.ts';
import { receivers } from '../../steps/5.3-receivers.ts';
import { customise, customised, type Receivers, refused, withConfig, withWanted } from '../helpers/receivers.ts';
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

const DEAD_MAN = { name: 'Watchdog', ...HOOK };
const TO_DEAD_MAN = { receiver: 'Watchdog', matchers: ['alertname = Watchdog'] };
const watched = (...routes: object[]) =>
  JSON.stringify({
    route: { receiver: 'ops', routes: [TO_DEAD_MAN, ...routes] },
    receivers: ['ops', 'Watchdog'].map((name) => ({ name, webhook_configs: [{ url: `http://${name}` }] })),
  });

test('a receiver by the name of the dead man of the stack gets the Watchdog still, and nothing else', async () => {
  const yaml = withReceivers(watched(), [DEAD_MAN]);
  assert.equal(routesOf(yaml), [TO_DEAD_MAN]);
  assert.is(parse(yaml).receivers[1].webhook_configs[0].url, HOOK.url);
  assert.is(withReceivers(yaml, [DEAD_MAN]), yaml);
  assert.equal(routesOf(withReceivers(watched(), [DEAD_MAN, TEAMS])), [TO_DEAD_MAN, routeTo(TEAMS), REST]);
  const notes = async (routes: object[], wanted: Receivers) =>
    (receivers.notes?.(await withConfig(watched(...routes), wanted)) ?? []).map(({ en }) => en).join('\n');
  assert.match(await notes([], [DEAD_MAN]), /Watchdog gets the Watchdog only.*severities/);
  assert.not.match(await notes([], [{ ...DEAD_MAN, severities: ['critical'] }]), /the Watchdog only/);
});

test('severities give the dead man of the stack more; severity none is the Watchdog itself, once', () => {
  const critical = { ...DEAD_MAN, severities: ['critical' as const] };
  assert.equal(routesOf(withReceivers(watched(), [critical])), [TO_DEAD_MAN, routeTo(critical), REST]);
  const none = { ...DEAD_MAN, severities: ['none' as const] };
  assert.equal(routesOf(withReceivers(watched(), [none])), [routeTo(none), REST]);
});

test('whom the stack tells of more than the Watchdog gets all that is news, and the Watchdog', () => {
  const more = { receiver: 'Watchdog', matchers: ['severity = critical'] };
  assert.equal(routesOf(withReceivers(watched(more), [DEAD_MAN])), [TO_DEAD_MAN, routeTo(DEAD_MAN), REST]);
  const ops = { ...HOOK, name: 'ops' };
  const own = { receiver: 'ops', match: { alertname: 'Watchdog' } };
  assert.equal(routesOf(withReceivers(withOwn([own]), [ops])), [own, routeTo(ops)]);
});

test('a route inside of one that asks for the Watchdog stays with it', () => {
  const inside = { receiver: 'dba', match_re: { alertname: 'Watchdog|Other' }, routes: [{ receiver: 'teams' }] };
  assert.equal(routesOf(withReceivers(withOwn([inside]), [TEAMS])), [inside]);
});

test('a route of all but the Watchdog neither asks for it nor throws anything away', () => {
  for (const matcher of ['alertname != "Watchdog"', 'alertname!~"Watchdog|InfoInhibitor"', '{alertname!="Watchdog"}']) {
    const all = { receiver: 'dba', matchers: [matcher] };
    assert.equal(routesOf(withReceivers(withOwn([all]), [TEAMS])), [routeTo(TEAMS), all, REST], matcher);
    assert.equal(routesOf(withReceivers(withOwn([{ ...all, receiver: 'teams' }]), [TEAMS])), [routeTo(TEAMS), REST]);
  }
});

test('what has no news is known by any form of matcher', () => {
  for (const matcher of [
    { matchers: ['alertname =~ "InfoInhibitor|Quiet"'] },
    { matchers: ['{severity="none", alertname="Watchdog"}'] },
    { matchers: ['"alertname"=Watchdog'] },
    { match: { alertname: 'Watchdog' } },
    { match_re: { alertname: 'InfoInhibitor|Quiet' } },
  ]) {
    const away = { receiver: 'dba', ...matcher };
    assert.equal(routesOf(withReceivers(withOwn([away]), [TEAMS])), [away, routeTo(TEAMS), REST]);
  }
});

test.run();
