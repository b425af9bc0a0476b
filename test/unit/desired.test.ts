import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import { resolve } from '../../lib/desired.ts';
import { APPLYSET_ID, MEMBER_LABEL } from '../../lib/inventory/applyset.ts';
import { keyOf, nameOf } from '../../lib/kubernetes/object.ts';
import { fieldAt } from '../../lib/manifests/field.ts';
import { select } from '../../lib/selection.ts';
import { loadStack } from '../../lib/stack/load.ts';
import type { Step } from '../../lib/step.ts';
import { STEPS } from '../../steps/index.ts';
import { inputOf, PRESENT } from '../helpers/stack.ts';

const ANSWERS: AnswersFile = {
  cluster: { name: 'test-1' },
  storage: { className: 'fast' },
  grafana: { host: 'grafana.example.com', ingress: { className: 'nginx', namespace: 'ingress-nginx' } },
  etcd: { endpoints: ['10.0.0.11'], port: 2381, certificates: { source: 'none' } },
  alerting: { receivers: [{ name: 'hook', type: 'webhook', url: 'http://receiver.tks.svc:8080/alerts' }] },
};
const inputs = new Map(
  await Promise.all(
    PRESENT.map(async (folder) => [folder, deepFreeze(inputOf(await loadStack(folder), ANSWERS))] as const),
  ),
);
const [miniature = fail()] = inputs.values();

/** Changing what is frozen throws. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
  return value;
}

function fail(): never {
  throw new Error('there is no stack');
}

const planned = (only: string) => new Set(select(STEPS, { only }));
const resolved = (steps: ReadonlySet<Step>, input = miniature) => resolve(STEPS, steps, input);
const names = (steps: ReadonlySet<Step>, input = miniature) =>
  resolved(steps, input).flatMap(({ wanted }) => wanted.map(({ object }) => nameOf(object)));

for (const [folder, input] of inputs) {
  test(`${folder}: every object is wanted once, whole and as a member, and nothing of the stack is changed`, () => {
    const all = resolved(new Set(STEPS), input).flatMap(({ wanted }) => wanted);
    const keys = all.map(({ object }) => keyOf(object));
    assert.equal(
      keys.filter((key, i) => keys.indexOf(key) !== i),
      [],
    );
    assert.ok(keys.length > 100);
    for (const { object } of all) {
      assert.is(object.metadata.labels?.[MEMBER_LABEL.key], APPLYSET_ID, nameOf(object));
      assert.is(object.stringData, undefined, nameOf(object));
    }
  });

  test(`${folder}: CRDs go as their files stand, with the label`, () => {
    const [{ wanted } = fail()] = resolved(planned('crds'), input);
    assert.is(wanted.length, input.stack.setup.length);
    for (const { raw = '' } of wanted) assert.match(raw, `${MEMBER_LABEL.key}: ${APPLYSET_ID}`);
    const [smallest = ''] = wanted.map(({ raw = '' }) => raw).sort((a, b) => a.length - b.length);
    assert.is((parse(smallest) as { kind: string }).kind, 'CustomResourceDefinition');
  });
}

test('what a section makes and the stack has among its manifests too is wanted of the section alone', () => {
  const { stack, answers } = miniature;
  const [theirs = fail()] = stack.certManager.filter(({ file }) => file.endsWith('09.grafanaIngressCert.yaml'));
  const certManager = stack.certManager.filter((manifest) => manifest !== theirs);
  const moved = { ...miniature, stack: { ...stack, certManager, manifests: [...stack.manifests, theirs] } };
  const name = nameOf(theirs.object);
  const wanting = resolved(new Set(STEPS), moved).filter(({ wanted }) =>
    wanted.some(({ object }) => nameOf(object) === name),
  );
  assert.equal(
    wanting.map(({ step }) => step.name),
    ['grafana-certificate'],
  );
  const found = wanting[0]?.wanted.find(({ object }) => nameOf(object) === name);
  assert.equal(fieldAt(found?.object, 'spec', 'dnsNames'), [answers.grafana.host]);
});

test('with only receivers planned, exactly what it touches is wanted', () => {
  assert.equal(names(planned('receivers')), ['Secret monitoring/alertmanager-main']);
  const native = { name: 'teams', type: 'msteams', webhookUrl: { env: 'URL' } } as const;
  const more = inputOf(miniature.stack, { ...ANSWERS, alerting: { receivers: [native] } });
  assert.equal(names(planned('receivers'), more).sort(), [
    'Alertmanager monitoring/main',
    'Secret monitoring/alertmanager-main',
    'Secret monitoring/alertmanager-msteams-teams',
  ]);
});

test('an edit alone brings its object whole, with what other steps edit in it', () => {
  const [{ wanted, edited } = fail()] = resolved(planned('cluster-label'));
  const [only = fail(), ...more] = wanted;
  assert.equal(more, []);
  assert.equal(edited.map(nameOf), ['Prometheus monitoring/k8s']);
  assert.is(fieldAt(only.object, 'spec', 'externalLabels', 'cluster'), 'test-1');
  assert.is(fieldAt(only.object, 'spec', 'retention'), '15d');
  assert.equal(fieldAt(only.pristine, 'spec', 'externalLabels'), {}, 'the stack’s own object comes along');
});

test('with 5.4 planned the edits of 5.3 go with it and are not wanted twice', () => {
  const both = new Set([...planned('5.3'), ...planned('5.4')]);
  const found = resolved(both);
  const wantedBy = (name: string) => found.filter(({ wanted }) => wanted.some(({ object }) => nameOf(object) === name));
  for (const name of [
    'Prometheus monitoring/k8s',
    'Secret monitoring/alertmanager-main',
    'Deployment monitoring/grafana',
  ])
    assert.equal(
      wantedBy(name).map(({ step }) => step.name),
      ['manifests'],
      name,
    );
  const storage = found.find(({ step }) => step.name === 'storage');
  assert.equal(storage?.wanted, []);
  assert.equal(storage?.edited.map(nameOf).sort(), ['Alertmanager monitoring/main', 'Prometheus monitoring/k8s']);
});

test('with all of 5.3 and without 5.4 an object that several steps edit is wanted once', () => {
  const all = names(planned('5.3'));
  assert.equal(
    all.filter((name, i) => all.indexOf(name) !== i),
    [],
  );
  assert.ok(all.includes('Prometheus monitoring/k8s'));
});

test('a step that the answers leave out says why and wants nothing', () => {
  const [{ leftOut, wanted, edited } = fail()] = resolve(STEPS, planned('receivers'), inputOf(miniature.stack));
  assert.match(leftOut?.en ?? '', 'alerting.receivers');
  assert.equal([wanted, edited], [[], []]);
});

test('what a step completes at apply is a member as well', async () => {
  const [secret = fail()] = miniature.stack.manifests.filter(({ object }) => object.kind === 'Secret');
  const completing: Step = {
    name: 'completing',
    section: '9.9',
    title: { en: 'x', ko: 'x' },
    desired: () => [{ object: secret.object, complete: async () => ({ ...secret.object, stringData: { a: 'b' } }) }],
  };
  const [{ wanted } = fail()] = resolve([completing], new Set([completing]), miniature);
  const whole = await wanted[0]?.complete?.({} as never);
  assert.is(whole?.metadata.labels?.[MEMBER_LABEL.key], APPLYSET_ID);
  assert.is(fieldAt(whole, 'data', 'a'), 'Yg==');
});

test.run();
