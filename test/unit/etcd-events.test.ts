import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { problemsOf } from '../../lib/answers/validate.ts';
import { etcdClusters } from '../../lib/etcd/clusters.ts';
import type { EtcdMemberFact } from '../../lib/facts.ts';
import { keyOf } from '../../lib/kubernetes/object.ts';
import { etcdMetrics } from '../../steps/5.3-etcd-metrics.ts';
import { type EtcdAnswer, etcdInput } from '../helpers/etcd-input.ts';

const member = (address: string, port?: number): EtcdMemberFact => ({
  address,
  from: 'kube-apiserver',
  ...(port !== undefined && { port }),
});
const input = (etcd: EtcdAnswer | undefined, etcdEvents?: EtcdMemberFact[]) =>
  etcdInput(etcd, etcdEvents ? { etcdEvents } : {});
const eventsOf = async (etcd: EtcdAnswer, found?: EtcdMemberFact[]) =>
  etcdClusters(await input(etcd, found)).find(({ job }) => job === 'etcd-events');
const notes = async (etcd: EtcdAnswer, found?: EtcdMemberFact[]) =>
  (etcdMetrics.notes?.(await input(etcd, found)) ?? []).map(({ en }) => en).join('\n');

test("etcd's cluster for events is scraped where it is discovered or answered, and only there", async () => {
  assert.is(await eventsOf({}), undefined);
  assert.equal(await eventsOf({}, [member('10.0.0.12', 2385), member('10.0.0.11', 2385)]), {
    job: 'etcd-events',
    service: 'etcd-events-metrics',
    addresses: { ipv4: ['10.0.0.11', '10.0.0.12'], ipv6: [] },
    port: 2385,
  });
  assert.is(await eventsOf({ events: false }, [member('10.0.0.11')]), undefined);
  const answered = await eventsOf({ events: { endpoints: ['fd00::5'] } });
  assert.equal([answered?.addresses, answered?.port], [{ ipv4: [], ipv6: ['fd00::5'] }, 2383]);
  const both = await eventsOf({ events: { port: 2400 } }, [member('10.0.0.11', 2385)]);
  assert.equal([both?.addresses.ipv4, both?.port], [['10.0.0.11'], 2400]);
});

test('without etcd there is none, and one that is gone is taken away', async () => {
  assert.equal(etcdClusters(await input(undefined, [member('10.0.0.11')])), []);
  const stale = (etcdMetrics.obsolete?.(await input({ events: false }, [member('10.0.0.11')])) ?? []).map(keyOf);
  for (const key of [
    'Service/monitoring/etcd-events-metrics',
    'ServiceMonitor.monitoring.coreos.com/monitoring/etcd-events',
    'EndpointSlice.discovery.k8s.io/monitoring/etcd-events-metrics',
  ])
    assert.ok(stale.includes(key), key);
  assert.not(stale.includes('Service/monitoring/etcd-metrics'));
});

test('one that cannot be scraped is told, or refused where it was asked for', async () => {
  assert.is(await eventsOf({}, []), undefined);
  assert.match(await notes({}, []), 'etcd.events.endpoints');
  const plain: EtcdAnswer = { certificates: { source: 'none' } };
  assert.is(await eventsOf(plain, [member('10.0.0.11', 2383)]), undefined);
  assert.match(await notes(plain, [member('10.0.0.11', 2383)]), 'etcd.events.port');
  assert.is((await eventsOf({ ...plain, events: { port: 2390 } }, [member('10.0.0.11', 2383)]))?.port, 2390);
  assert.is(await notes({}, [member('10.0.0.11', 2383)]), '');
  const asked = await input({ events: {} });
  assert.throws(() => etcdClusters(asked), /cluster for events/);
});

test('answers that no pod could follow are refused where they stand', () => {
  const loopback = ['127.0.0.1', '127.8.0.1', '::1', '0:0:0:0:0:0:0:1', '0.0.0.0', '::', '::ffff:127.0.0.1'];
  for (const address of loopback) {
    for (const etcd of [{ endpoints: [address] }, { events: { endpoints: [address] } }]) {
      const [problem, ...more] = problemsOf({ etcd });
      assert.match(problem?.what.en ?? '', 'not a loopback address', address);
      assert.equal(more, []);
    }
  }
  for (const address of ['etcd1', '10.0.0', 'fd00::1%eth0', '10.0.0.1:2379', 'https://10.0.0.1', '']) {
    assert.match(problemsOf({ etcd: { endpoints: [address] } })[0]?.what.en ?? '', 'IP address', address);
  }
  assert.equal(problemsOf({ etcd: { endpoints: ['10.0.0.1', 'fd00::1', '2001:DB8::A', '::ffff:10.0.0.1'] } }), []);
  const plain = { certificates: { source: 'none' as const }, events: { endpoints: ['10.0.0.1'] } };
  assert.match(problemsOf({ etcd: plain })[0]?.what.en ?? '', 'a port of its own');
  assert.equal(problemsOf({ etcd: { ...plain, events: { ...plain.events, port: 2390 } } }), []);
  assert.equal(problemsOf({ etcd: { ...plain, events: false } }), []);
  assert.match(problemsOf({ etcd: { events: true } } as never)[0]?.what.en ?? '', 'false or { endpoints, port }');
});

test('addresses of both families are told to be two targets', async () => {
  assert.match(await notes({ endpoints: ['10.0.0.1', 'fd00::1'] }), 'both families');
  assert.is(await notes({ endpoints: ['10.0.0.1', '10.0.0.2'] }), '');
});

test.run();
