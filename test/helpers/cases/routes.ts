import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { configOf } from '../../../lib/alerting/config-secret.ts';
import type { Input } from '../../../lib/step.ts';
import { refusalOf, toldOf } from '../amtool.ts';
import { customised, EACH_TYPE, type Receivers, tksLike, withConfig, withWanted } from '../receivers.ts';
import { PRESENT } from '../stack.ts';

const ALERTS = ['critical', 'warning', 'info'].map((severity) => [
  'alertname=KubePodCrashLooping',
  `severity=${severity}`,
]);
const WATCHDOG = ['alertname=Watchdog', 'severity=none'];
const INHIBITOR = ['alertname=InfoInhibitor', 'severity=none'];

interface Case {
  stack: string;
  input: (wanted: Receivers) => Promise<Input>;
  /** Who is told by the stack alone of critical, warning, info, Watchdog and InfoInhibitor. */
  before: string[];
}
const CASES: Case[] = [
  ...PRESENT.map((folder) => ({
    stack: folder,
    input: (wanted: Receivers) => withWanted(folder, wanted),
    before: ['Critical', 'Default', 'Default', 'Watchdog', 'null'],
  })),
  {
    stack: 'a tks-like file',
    input: (wanted) => withConfig(tksLike(crypto.randomUUID()), wanted),
    before: ['old-teams,old-slack', 'old-teams', 'blackhole', 'dead-man', 'blackhole'],
  },
];
const toldOfAll = (yaml: string) => [...ALERTS, WATCHDOG, INHIBITOR].map((labels) => toldOf(yaml, ...labels).join());

/** Who is told of what by the routes of section 5.3, as Alertmanager's own tool has it. */
export function routeTests(): void {
  for (const { stack, input, before } of CASES) {
    test(`${stack}: who is told before`, async () => {
      assert.equal(toldOfAll(configOf((await input([])).stack.manifests)), before);
    });

    for (const receiver of EACH_TYPE) {
      test(`${stack}: ${receiver.type} is told of all that is news, and the stack's own still are`, async () => {
        const given = await input([receiver]);
        const yaml = customised(given);
        assert.is(refusalOf(yaml), '');
        const [critical, warning, , watchdog, inhibitor] = before;
        const also = (old: string | undefined) => (old === 'Default' || old === 'blackhole' ? 'new' : `new,${old}`);
        assert.equal(toldOfAll(yaml), [also(critical), also(warning), 'new', watchdog, inhibitor]);
        const own = parse(configOf(given.stack.manifests));
        assert.equal(parse(yaml).inhibit_rules, own.inhibit_rules);
        assert.equal(parse(yaml).global, own.global);
      });
    }

    test(`${stack}: each is told of its severities`, async () => {
      const [teams, native, hook, slack, mail] = EACH_TYPE.map((receiver, i) => ({ ...receiver, name: `r${i}` }));
      assert.ok(teams && native && hook && slack && mail);
      const yaml = customised(
        await input([
          { ...teams, severities: ['critical'] },
          { ...native, severities: ['critical', 'warning'] },
          { ...hook, severities: ['none'] },
          { ...slack, severities: ['info'] },
          mail,
        ]),
      );
      assert.is(refusalOf(yaml), '');
      const all = toldOfAll(yaml);
      const told = all.map((names) => names.split(',').filter((name) => /^r\d$/.test(name)));
      assert.equal(told, [['r0', 'r1', 'r4'], ['r1', 'r4'], ['r3', 'r4'], ['r2'], []]);
      // Whom the stack tells of the Watchdog comes after, and nobody else is told of what has no news.
      assert.equal(all.slice(3), [`r2,${before[3]}`, before[4]]);
    });
  }

  test('a receiver by the name of the dead man of the stack is told of the Watchdog, and of nothing else', async () => {
    const deadMan: Receivers[number] = { name: 'dead-man', type: 'webhook', url: 'http://switch.ops.svc/ping' };
    const of = async (...wanted: Receivers) =>
      toldOfAll(customised(await withConfig(tksLike(crypto.randomUUID()), wanted)));
    const before = ['old-teams,old-slack', 'old-teams', 'blackhole', 'dead-man', 'blackhole'];
    assert.equal(await of(deadMan), before);
    const critical = ['dead-man,old-teams,old-slack', ...before.slice(1)];
    assert.equal(await of({ ...deadMan, severities: ['critical'] }), critical);
    assert.equal(await of({ ...deadMan, severities: ['none'] }), before);
  });

  test('what the stack throws away by name stays away', async () => {
    const yaml = customised(await withConfig(tksLike(crypto.randomUUID()), EACH_TYPE.slice(0, 1)));
    assert.equal(toldOf(yaml, 'alertname=KubeCPUOvercommit', 'severity=warning'), ['blackhole']);
  });

  test('a mail server at port 465 gets TLS from the start, and no login where there is none', async () => {
    const mail = { name: 'm', type: 'email', to: 'a@example.com', from: 'b@example.com' } as const;
    const yaml = customised(await withWanted('test/stack', [{ ...mail, smarthost: '[2001:db8::1]:465' }]));
    assert.is(refusalOf(yaml), '');
    const config = parse(yaml).receivers.find(({ name }: { name: string }) => name === 'm').email_configs[0];
    assert.equal(config, {
      send_resolved: true,
      to: 'a@example.com',
      from: 'b@example.com',
      smarthost: '[2001:db8::1]:465',
      require_tls: false,
    });
  });
}
