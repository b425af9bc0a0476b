import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { etcdRules } from '../../../lib/etcd/rules.ts';
import { asList, asMap, fieldAt } from '../../../lib/manifests/field.ts';
import { checkRules, testRules } from '../promtool.ts';

const GROUPS = asList(fieldAt(etcdRules(), 'spec', 'groups'));

/** Every rule of etcd's. */
export const RULES = GROUPS.flatMap((group) => asList(asMap(group).rules).map(asMap));

interface Series {
  series: string;
  values: string;
}

/** Series of one member that is well, over an hour; `changed` names those that are otherwise. */
function member(job: string, instance: string, changed: Record<string, string> = {}): Series[] {
  const labels = `job="${job}",instance="${instance}"`;
  const histogram = (metric: string, more = '') =>
    ['0.01', '0.1', '0.5', '1', '2', '+Inf'].map(
      (le) => [`${metric}_bucket{${labels}${more},le="${le}"}`, `${metric}_bucket ${le}`] as const,
    );
  const steady: Record<string, string> = { up: '1x60', etcd_server_has_leader: '1x60', ...QUIET };
  const plain = Object.entries({ ...steady, ...changed }).filter(([name]) => !name.includes(' '));
  const histograms = [
    ...histogram('etcd_disk_wal_fsync_duration_seconds'),
    ...histogram('etcd_disk_backend_commit_duration_seconds'),
    ...histogram('etcd_network_peer_round_trip_time_seconds', ',To="b"'),
  ];
  return [
    ...plain.map(([name, values]) => ({ series: `${name}{${labels}}`, values })),
    ...histograms.map(([series, name]) => ({ series, values: changed[name] ?? '0+60x60' })),
  ];
}

const QUIET = {
  etcd_server_leader_changes_seen_total: '4x60',
  etcd_server_proposals_failed_total: '7x60',
  etcd_mvcc_db_total_size_in_bytes: '100000000x60',
  etcd_server_quota_backend_bytes: '2147483648x60',
};
/** Everything took longer than `above`; the buckets up to there stay empty. */
const slow = (metric: string, above: number) =>
  Object.fromEntries(
    ['0.01', '0.1', '0.5', '1'].filter((le) => Number(le) <= above).map((le) => [`${metric}_bucket ${le}`, '0x60']),
  );
const FSYNC = 'etcd_disk_wal_fsync_duration_seconds';
const COMMIT = 'etcd_disk_backend_commit_duration_seconds';
const ROUND_TRIP = 'etcd_network_peer_round_trip_time_seconds';
const DOWN = { up: '0x60' };
const size = (bytes: number, quota: number) => ({
  etcd_mvcc_db_total_size_in_bytes: `${bytes}x60`,
  etcd_server_quota_backend_bytes: `${quota}x60`,
});

/** Three members of each cluster, the first ones as given. */
function clusters(etcd: Record<string, string>[] = [], events: Record<string, string>[] = []): Series[] {
  const three = (job: string, changed: Record<string, string>[]) =>
    ['a', 'b', 'c'].flatMap((name, i) => member(job, name, changed[i]));
  return [...three('etcd', etcd), ...three('etcd-events', events)];
}

/** What fires after 40 minutes, and on which job: each alert with its severity and how often. */
export const CASES: Record<string, { series: Series[]; fires: string[] }> = {
  'two clusters that are well': { series: clusters(), fires: [] },
  'no target at all': { series: [], fires: ['EtcdMetricsMissing warning - 1'] },
  'a member down': { series: clusters([DOWN]), fires: ['EtcdMemberDown warning etcd 1'] },
  'one of each cluster down': {
    series: clusters([DOWN], [DOWN]),
    fires: ['EtcdMemberDown warning etcd 1', 'EtcdMemberDown warning etcd-events 1'],
  },
  'events without a majority, which all members together would have': {
    series: clusters([], [DOWN, DOWN]),
    fires: ['EtcdMemberDown warning etcd-events 2', 'EtcdQuorumLost critical etcd-events 1'],
  },
  'no member up': {
    series: clusters([DOWN, DOWN, DOWN]),
    fires: ['EtcdMemberDown warning etcd 3', 'EtcdQuorumLost critical etcd 1'],
  },
  'a member without a leader': {
    series: clusters([{ etcd_server_has_leader: '0x60' }]),
    fires: ['EtcdNoLeader critical etcd 1'],
  },
  'leaders that come and go': {
    series: clusters([], [{ etcd_server_leader_changes_seen_total: '0+1x60' }]),
    fires: ['EtcdLeaderChangesOften warning etcd-events 1'],
  },
  'proposals that fail': {
    series: clusters([{ etcd_server_proposals_failed_total: '0+5x60' }]),
    fires: ['EtcdProposalsFailing warning etcd 1'],
  },
  'a slow log': { series: clusters([slow(FSYNC, 0.1)]), fires: ['EtcdFsyncSlow warning etcd 1'] },
  'a far too slow log': {
    series: clusters([slow(FSYNC, 1)]),
    fires: ['EtcdFsyncSlow critical etcd 1', 'EtcdFsyncSlow warning etcd 1'],
  },
  'slow commits': { series: clusters([slow(COMMIT, 0.1)]), fires: ['EtcdCommitSlow warning etcd 1'] },
  'slow peers': { series: clusters([slow(ROUND_TRIP, 0.1)]), fires: ['EtcdPeerRoundTripSlow warning etcd 1'] },
  'a database near its quota': {
    series: clusters([size(1.8e9, 2e9)]),
    fires: ['EtcdDatabaseNearQuota warning etcd 1'],
  },
  'a database at its quota': {
    series: clusters([size(1.96e9, 2e9)]),
    fires: ['EtcdDatabaseNearQuota critical etcd 1', 'EtcdDatabaseNearQuota warning etcd 1'],
  },
  'a quota that is switched off': { series: clusters([size(1e9, 0)]), fires: [] },
  'a large database': { series: clusters([size(9e9, 16e9)]), fires: ['EtcdDatabaseLarge warning etcd 1'] },
};

function sample(line: string) {
  const [alertname = '', severity = '', job = '', count = ''] = line.split(' ');
  const labels = { alertname, severity, ...(job !== '-' && { job }) };
  const written = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  return { labels: `{${written.join(',')}}`, value: Number(count) };
}

/** The rules of etcd as Prometheus' own tool evaluates them. */
export function etcdRuleTests(): void {
  test('promtool takes the rules', () => {
    const { passed, output } = checkRules(GROUPS, '--lint=all', '--lint-fatal');
    assert.ok(passed, output);
  });

  test('each alert fires on what it is about, and none on clusters that are well', () => {
    const expr = 'count by (alertname, severity, job) (ALERTS{alertstate="firing"})';
    const tests = Object.entries(CASES).map(([name, { series, fires }]) => ({
      name,
      interval: '1m',
      input_series: series,
      promql_expr_test: [{ expr, eval_time: '40m', exp_samples: fires.map(sample) }],
    }));
    const { passed, output } = testRules(GROUPS, tests);
    assert.ok(passed, output);
  });

  // What promtool finds instead of what it was told to expect is the alerts as they are sent.
  test('what the alerts say is whole', () => {
    const tests = Object.values(CASES).map(({ series, fires }) => ({
      interval: '1m',
      input_series: series,
      alert_rule_test: [...new Set(fires.map((line) => line.split(' ')[0]))].map((alertname) => ({
        alertname,
        eval_time: '40m',
        exp_alerts: [],
      })),
    }));
    const { passed, output } = testRules(GROUPS, tests);
    assert.not(passed);
    const said = output.match(/description="(?:[^"\\]|\\.)*"/g) ?? [];
    assert.ok(said.length >= RULES.length, output);
    for (const words of said) assert.not.match(words, /error|no value|NaN|\{\{/);
  });
}
