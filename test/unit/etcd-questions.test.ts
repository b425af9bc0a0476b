import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Draft } from '../../lib/answers/draft.ts';
import { etcdEndpoints } from '../../lib/questions/etcd-endpoints.ts';
import { etcdInput } from '../helpers/etcd-input.ts';

const question = etcdEndpoints.find(({ path }) => path === 'etcd.events');
const EVENTS = [{ address: '10.0.0.12', from: 'kube-apiserver' as const, port: 2383 }];
const facts = async (etcdEvents?: typeof EVENTS) => (await etcdInput({}, etcdEvents ? { etcdEvents } : {})).facts;

test('the cluster for events is asked about where one is found that can be scraped', async () => {
  const asked = async (draft: Draft, events?: typeof EVENTS) => question?.when?.(draft, await facts(events));
  assert.is(await asked({ etcd: {} }, EVENTS), true);
  assert.is(await asked({ etcd: {} }), false);
  assert.is(await asked({ etcd: {} }, []), false);
  assert.is(await asked({}, EVENTS), false);
  assert.is(await asked({ etcd: { certificates: { source: 'none' } } }, EVENTS), false, 'its port is a secured one');
});

test('its members are named; yes leaves them to the survey, no is kept', async () => {
  assert.match(question?.hint?.(await facts(EVENTS), {})?.en ?? '', '10.0.0.12');
  assert.is(question?.default?.(await facts(EVENTS), {}), true);
  assert.equal(question?.store?.({ etcd: {} }, true), { etcd: {} });
  assert.equal(question?.store?.({ etcd: {} }, false), { etcd: { events: false } });
});

test.run();
