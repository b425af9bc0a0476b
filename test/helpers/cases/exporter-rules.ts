import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { AnswersFile } from '../../../lib/answers/schema.ts';
import type { Json, JsonMap } from '../../../lib/kubernetes/object.ts';
import { asList, asMap, fieldAt } from '../../../lib/manifests/field.ts';
import { loadStack } from '../../../lib/stack/load.ts';
import { exporters } from '../../../steps/5.5-exporters.ts';
import { checkRules, testRules } from '../promtool.ts';
import { inputOf, MINIATURE } from '../stack.ts';

const password = { env: 'X' };
const TARGETS: AnswersFile['exporters'] = {
  mysqld: ['orders', 'users'].map((name) => ({ name, host: 'db', user: 'u', password })),
  redis: ['cache', 'queue'].map((name) => ({ name, address: 'redis://redis:6379' })),
};

/** The groups of rules of two targets of each kind. */
export async function exporterGroups(): Promise<Json[]> {
  const input = inputOf(await loadStack(MINIATURE), { exporters: TARGETS });
  const desired = exporters.desired?.(input, input.stack.manifests) ?? [];
  const rules = desired.filter(({ object }) => object.kind === 'PrometheusRule');
  return rules.flatMap(({ object }) => asList(fieldAt(object, 'spec', 'groups')));
}

/** A metric of a target's exporter, as Prometheus stores it. */
function series(metric: string, service: string, values: string): JsonMap {
  return { series: `${metric}{namespace="monitoring",service="${service}",instance="x"}`, values };
}

/** Which targets an alert fires for at a time. */
function firing(alert: string, eval_time: string, targets: string[]): JsonMap {
  const expr = `count by (target) (ALERTS{alertname="${alert}", alertstate="firing"})`;
  return { expr, eval_time, exp_samples: targets.map((target) => ({ labels: `{target="${target}"}`, value: 1 })) };
}

const HEALTHY = [
  series('mysql_up', 'mysqld-exporter-users', '1x60'),
  series('redis_up', 'redis-exporter-cache', '1x60'),
];
const DOWN = [
  series('mysql_up', 'mysqld-exporter-orders', '1x5 0x60'),
  series('redis_up', 'redis-exporter-queue', '1x5 0x60'),
];
const ONE_DOWN = {
  name: 'one of each is down',
  interval: '1m',
  input_series: [...HEALTHY, ...DOWN],
  promql_expr_test: [
    firing('MariaDBDown', '8m', []),
    firing('MariaDBDown', '30m', ['orders']),
    firing('RedisDown', '30m', ['queue']),
    firing('MariaDBExporterDown', '30m', []),
    firing('RedisExporterDown', '30m', []),
  ],
};
const ONE_UNWATCHED = {
  name: 'one of each is not watched',
  interval: '1m',
  input_series: HEALTHY,
  promql_expr_test: [
    firing('MariaDBExporterDown', '30m', ['orders']),
    firing('RedisExporterDown', '30m', ['queue']),
    firing('MariaDBDown', '30m', []),
    firing('RedisDown', '30m', []),
  ],
};

/** The rules of the exporters and the queries of the dashboards, as Prometheus' own tool reads them. */
export function exporterRuleTests(): void {
  test("promtool accepts the exporters' rules", async () => {
    const { passed, output } = checkRules(await exporterGroups());
    assert.ok(passed, output);
  });

  test('only the target that is down, or that nobody watches, has an alert', async () => {
    const groups = await exporterGroups();
    const { passed, output } = testRules(groups, [ONE_DOWN, ONE_UNWATCHED]);
    assert.ok(passed, output);
    const wrong = { ...ONE_UNWATCHED, promql_expr_test: [firing('MariaDBDown', '30m', ['orders'])] };
    assert.match(testRules(groups, [wrong]).output, 'FAILED');
  });

  test("promtool accepts every query of the dashboards, with Grafana's variables filled in", () => {
    const queries = readdirSync('configs/dashboards').flatMap((file) => {
      const panels = asList(JSON.parse(readFileSync(`configs/dashboards/${file}`, 'utf8')).panels).map(asMap);
      return panels.flatMap(({ targets }) => asList(targets).map((target) => String(asMap(target).expr)));
    });
    assert.ok(queries.length > 40);
    const filled = queries.map((query) => query.replaceAll('$__rate_interval', '5m').replaceAll(/\$[a-z]+/g, '.+'));
    const rules = filled.map((expr, i) => ({ record: `query:${i}`, expr }));
    const { passed, output } = checkRules([{ name: 'dashboards', rules }]);
    assert.ok(passed, output);
  });
}
