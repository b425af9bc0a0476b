import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { etcdRules } from '../../lib/etcd/rules.ts';
import { asList, asMap, fieldAt } from '../../lib/manifests/field.ts';
import { lookFor } from '../../lib/tools/look.ts';
import { temporaryFolder } from '../helpers/openssl.ts';
import { startEtcd } from '../helpers/real-etcd.ts';

/** Prometheus makes this one itself, for every target. */
const OF_PROMETHEUS = 'up';
const METRIC = /\b[a-z][a-z\d_]*(?=\{)|\b(?:etcd|grpc|process)_[a-z\d_]+(?![a-z\d_]*[=~])/g;
const GROUPING = /\bby \([^)]*\)/g;

const dashboard = asMap(JSON.parse(readFileSync('configs/dashboards/etcd.json', 'utf8')));
const panels = asList(dashboard.panels).map(asMap);
const shown = panels.flatMap(({ targets }) => asList(targets).map((target) => String(asMap(target).expr)));
const variables = asList(fieldAt(dashboard, 'templating', 'list')).map((each) => String(asMap(each).definition ?? ''));
const alerted = asList(fieldAt(etcdRules(), 'spec', 'groups')).flatMap((group) =>
  asList(asMap(group).rules).map((rule) => String(asMap(rule).expr)),
);
const named = new Set(
  [...shown, ...variables, ...alerted].flatMap((expr) => expr.replace(GROUPING, '').match(METRIC) ?? []),
);

const etcd = lookFor('etcd')?.path;
const when = etcd ? test : test.skip;

/** Names of the series that a member gives out. */
async function exposed(client: string): Promise<Set<string>> {
  const lines = (await (await fetch(`${client}/metrics`)).text()).split('\n');
  return new Set(
    lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(/[{ ]/)[0] ?? ''),
  );
}

when('every metric of the alerts and the dashboard is one that a real etcd gives out', async () => {
  const folder = temporaryFolder();
  // Two members: some metrics are about a member's peers.
  const cluster = await startEtcd(etcd ?? '', folder.path, 2);
  try {
    const [first = ''] = cluster.clients;
    const missing = async () => {
      const there = await exposed(first);
      return [...named].filter((name) => name !== OF_PROMETHEUS && !there.has(name)).sort();
    };
    // Peers are pinged every few seconds.
    for (const until = Date.now() + 40_000; (await missing()).length > 0 && Date.now() < until; ) await wait(500);
    assert.equal(await missing(), []);
  } finally {
    await cluster.stop();
    folder.remove();
  }
});

test('the dashboard is about what it should be', () => {
  assert.ok(named.has(OF_PROMETHEUS) && named.size > 15, [...named].join(' '));
  for (const metric of [
    'etcd_server_has_leader',
    'etcd_server_is_leader',
    'etcd_mvcc_db_total_size_in_bytes',
    'etcd_disk_wal_fsync_duration_seconds_bucket',
    'etcd_disk_backend_commit_duration_seconds_bucket',
    'etcd_network_peer_round_trip_time_seconds_bucket',
    'etcd_server_proposals_failed_total',
    'etcd_network_client_grpc_sent_bytes_total',
    'process_resident_memory_bytes',
  ])
    assert.ok(
      shown.some((expr) => expr.includes(metric)),
      metric,
    );
  assert.equal([dashboard.uid, dashboard.title], ['tks-etcd', 'etcd']);
});

test('every panel takes its data source and all variables, and none lies on another', () => {
  for (const expr of shown)
    for (const name of ['cluster', 'job', 'instance']) assert.match(expr, new RegExp(`${name}=~"\\$${name}"`), expr);
  const cells = panels.flatMap(({ gridPos, datasource, type }) => {
    const { x, y, w, h } = gridPos as { x: number; y: number; w: number; h: number };
    if (type !== 'row') assert.is(asMap(datasource).uid, '${datasource}');
    return Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`);
  });
  assert.is(new Set(cells).size, cells.length);
  assert.is(new Set(panels.map(({ id }) => id)).size, panels.length);
});

test.run();
