import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { recordCrds } from '../../lib/apply/record-crds.ts';
import { applyStep } from '../../lib/apply/step.ts';
import { usageError } from '../../lib/errors.ts';
import { ApiError } from '../../lib/kubernetes/api-error.ts';
import type { Client } from '../../lib/kubernetes/client.ts';
import { type KubeObject, nameOf } from '../../lib/kubernetes/object.ts';
import type { Action, Change, StepPlan } from '../../lib/plan/change.ts';
import type { Work } from '../../lib/step.ts';
import { type Lang, say, type Text, text } from '../../lib/text.ts';
import { refusal } from '../helpers/refusal.ts';

const step = { name: 'etcd-metrics', section: '5.3', title: text('Scrape etcd', 'etcd 수집') };
const object = (kind: string): KubeObject => ({ apiVersion: 'v1', kind, metadata: { name: 'x', namespace: 'm' } });
const change = (action: Action, kind: string): Change => {
  return { action, object: object(kind), differences: [], lost: [], adopt: false };
};
const planOf = (...changes: Change[]): StepPlan => ({ step, changes, edited: [] });

/** A cluster that takes note of what is written, and refuses these kinds. */
function cluster(...refused: string[]): { client: Client; written: string[] } {
  const written: string[] = [];
  const write = (how: string) => async (each: KubeObject) => {
    if (refused.includes(each.kind)) throw new ApiError('X', '/x', 403, JSON.stringify({ message: `no ${each.kind}` }));
    written.push(`${how} ${nameOf(each)}`);
    return each;
  };
  const client: Partial<Client> = {
    apply: write('apply'),
    remove: async (each) => Boolean(await write('remove')(each)),
  };
  client.get = async () => undefined;
  return { client: client as Client, written };
}

const changes = [change('create', 'Deployment'), change('create', 'Secret'), change('delete', 'Endpoints')];

test('what goes is gone before the rest comes, and what pods read is sent before the pods', async () => {
  const { client, written } = cluster();
  const told: string[] = [];
  await applyStep(
    client,
    planOf(...changes),
    () => false,
    ({ action }) => told.push(action),
  );
  assert.equal(written, ['remove Endpoints m/x', 'apply Secret m/x', 'apply Deployment m/x']);
  assert.equal(told, ['delete', 'create', 'create']);
});

const why = text('it would be scraped twice', '두 번 수집됩니다');
const inTheWay: Change = { ...change('delete', 'Endpoints'), why, inTheWay: true };
const [deployment, secret] = [change('create', 'Deployment'), change('create', 'Secret')];
const told = (cause: Text | string, lang: Lang) => say(cause, lang);
const failing = (client: Client, ...planned: Change[]) => {
  const run = applyStep(
    client,
    planOf(...planned),
    () => false,
    () => {},
  );
  return refusal(run).then(({ failure }) => failure);
};

test('nothing comes beside what stands in the way and could not be taken away, and the error says so', async () => {
  const { client, written } = cluster('Endpoints');
  const { section, causes, hint } = await failing(client, deployment, secret, inTheWay);
  assert.equal(written, []);
  assert.is(section, '5.3');
  assert.match(causes.map((cause) => told(cause, 'en')).join('\n'), /^Endpoints m\/x: no Endpoints\n.*2 .*not written/);
  assert.match(causes.map((cause) => told(cause, 'ko')).join('\n'), /객체 2개.*쓰지 않았습니다/);
  assert.match(hint?.en ?? '', /running again/);
});

test("that the rest is held back is said beside the runbook's own error too", async () => {
  const { client, written } = cluster();
  const broken = { ...inTheWay, complete: () => Promise.reject(usageError(text('Look', '확인'), ['it moved'])) };
  const { section, causes } = await failing(client, deployment, broken);
  assert.equal(written, []);
  assert.is(section, '5.3');
  assert.match(causes.map((cause) => told(cause, 'en')).join('\n'), /^it moved\n.*1 .*not written/);
});

test('a leftover that could not be taken away holds nothing back, and fails the step in the end', async () => {
  const { client, written } = cluster('Endpoints');
  const { causes } = await failing(client, deployment, secret, change('delete', 'Endpoints'));
  assert.equal(
    causes.map((cause) => told(cause, 'en')),
    ['Endpoints m/x: no Endpoints'],
  );
  assert.equal(written, ['apply Secret m/x', 'apply Deployment m/x']);
});

test('what stands in the way and is gone holds nothing back, though a leftover beside it stays', async () => {
  const { client, written } = cluster('Service');
  await failing(client, secret, inTheWay, change('delete', 'Service'));
  assert.equal(written, ['remove Endpoints m/x', 'apply Secret m/x']);
});

test('every object that failed is named, the others are written, and the work of the step is not begun', async () => {
  const { client, written } = cluster('Secret', 'ConfigMap');
  const apply = () => Promise.reject(new Error('begun'));
  const work: Work = { action: 'update', subject: 's', details: [], apply };
  const plan = { ...planOf(...changes, change('create', 'ConfigMap')), work };
  const { failure } = await refusal(
    applyStep(
      client,
      plan,
      () => false,
      () => {},
    ),
  );
  assert.equal(
    failure.causes.map((cause) => (typeof cause === 'string' ? cause : cause.en)),
    ['Secret m/x: no Secret', 'ConfigMap m/x: no ConfigMap'],
  );
  assert.equal(written, ['remove Endpoints m/x', 'apply Deployment m/x']);
});

test('after a stop nothing more is written', async () => {
  const { client, written } = cluster();
  await applyStep(
    client,
    planOf(...changes),
    () => written.length > 0,
    () => {},
  );
  assert.equal(written, ['remove Endpoints m/x']);
});

test("CRDs that can't be recorded are told in the API's own words", async () => {
  const error = await refusal(recordCrds(cluster('ConfigMap').client, []));
  assert.match(error.message, 'no ConfigMap');
  assert.is(error.failure.section, '5.2');
});

test.run();
