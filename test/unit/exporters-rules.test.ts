import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { stringify } from 'yaml';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import type { Json, JsonMap } from '../../lib/kubernetes/object.ts';
import { asList, asMap, fieldAt } from '../../lib/manifests/field.ts';
import { run } from '../../lib/process/run.ts';
import { loadStack } from '../../lib/stack/load.ts';
import { lookFor } from '../../lib/tools/look.ts';
import { exporters } from '../../steps/5.5-exporters.ts';
import { temporaryFolder } from '../helpers/openssl.ts';
import { inputOf, MINIATURE } from '../helpers/stack.ts';

const password = { env: 'X' };
const TARGETS: AnswersFile['exporters'] = {
  mysqld: ['orders', 'users'].map((name) => ({ name, host: 'db', user: 'u', password })),
  redis: ['cache', 'queue'].map((name) => ({ name, address: 'redis://redis:6379' })),
};
const promtool = lookFor('promtool')?.path ?? '';
const withPromtool = promtool ? test : test.skip;
const folder = temporaryFolder();
test.after(folder.remove);

async function groups(): Promise<Json[]> {
  const input = inputOf(await loadStack(MINIATURE), { exporters: TARGETS });
  const desired = exporters.desired?.(input, input.stack.manifests) ?? [];
  const rules = desired.filter(({ object }) => object.kind === 'PrometheusRule');
  return rules.flatMap(({ object }) => asList(fieldAt(object, 'spec', 'groups')));
}

/** What promtool has against a file; empty when it is content. */
async function findings(command: 'check' | 'test', file: string, content: unknown): Promise<string> {
  const path = join(folder.path, file);
  writeFileSync(path, stringify(content, { aliasDuplicateObjects: false }));
  const { code, stdout, stderr } = await run(promtool, [command, 'rules', path]);
  return code === 0 ? '' : `${stdout}\n${stderr}`;
}

/** A metric of a target's exporter, as Prometheus stores it. */
function series(metric: string, service: string, values: string): JsonMap {
  return { series: `${metric}{namespace="monitoring",service="${service}",instance="x"}`, values };
}

test('targets of a kind have groups and alerts of their own', async () => {
  const names = (await groups()).map((group) => String(asMap(group).name));
  assert.is(new Set(names).size, 4);
  for (const group of await groups()) {
    const { name, rules } = asMap(group);
    for (const rule of asList(rules)) assert.match(String(asMap(rule).expr), `service="${name}"`);
  }
});

withPromtool('promtool accepts the rules', async () => {
  assert.is(await findings('check', 'checked.yaml', { groups: await groups() }), '');
});

/** Which targets an alert fires for at a time. */
function firing(alert: string, eval_time: string, targets: string[]): JsonMap {
  const expr = `count by (target) (ALERTS{alertname="${alert}", alertstate="firing"})`;
  return { expr, eval_time, exp_samples: targets.map((target) => ({ labels: `{target="${target}"}`, value: 1 })) };
}

withPromtool('only the target that is down, or that nobody watches, has an alert', async () => {
  const healthy = [
    series('mysql_up', 'mysqld-exporter-users', '1x60'),
    series('redis_up', 'redis-exporter-cache', '1x60'),
  ];
  const down = [
    series('mysql_up', 'mysqld-exporter-orders', '1x5 0x60'),
    series('redis_up', 'redis-exporter-queue', '1x5 0x60'),
  ];
  writeFileSync(join(folder.path, 'rules.yaml'), stringify({ groups: await groups() }));
  const cases = {
    rule_files: ['rules.yaml'],
    evaluation_interval: '1m',
    tests: [
      {
        name: 'one of each is down',
        interval: '1m',
        input_series: [...healthy, ...down],
        promql_expr_test: [
          firing('MariaDBDown', '8m', []),
          firing('MariaDBDown', '30m', ['orders']),
          firing('RedisDown', '30m', ['queue']),
          firing('MariaDBExporterDown', '30m', []),
          firing('RedisExporterDown', '30m', []),
        ],
      },
      {
        name: 'one of each is not watched',
        interval: '1m',
        input_series: healthy,
        promql_expr_test: [
          firing('MariaDBExporterDown', '30m', ['orders']),
          firing('RedisExporterDown', '30m', ['queue']),
          firing('MariaDBDown', '30m', []),
          firing('RedisDown', '30m', []),
        ],
      },
    ],
  };
  assert.is(await findings('test', 'tests.yaml', cases), '');
  const wrong = {
    ...cases,
    tests: [{ ...cases.tests[1], promql_expr_test: [firing('MariaDBDown', '30m', ['orders'])] }],
  };
  assert.match(await findings('test', 'wrong.yaml', wrong), 'FAILED');
});

withPromtool("promtool accepts every query of the dashboards, with Grafana's variables filled in", async () => {
  const queries = readdirSync('configs/dashboards').flatMap((file) => {
    const panels = asList(JSON.parse(readFileSync(`configs/dashboards/${file}`, 'utf8')).panels).map(asMap);
    return panels.flatMap(({ targets }) => asList(targets).map((target) => String(asMap(target).expr)));
  });
  assert.ok(queries.length > 40);
  const filled = queries.map((query) => query.replaceAll('$__rate_interval', '5m').replaceAll(/\$[a-z]+/g, '.+'));
  const rules = filled.map((expr, i) => ({ record: `query:${i}`, expr }));
  assert.is(await findings('check', 'queries.yaml', { groups: [{ name: 'dashboards', rules }] }), '');
});

test.run();
