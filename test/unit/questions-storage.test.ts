import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import type { ClaimFact, ClusterFacts } from '../../lib/facts.ts';
import { askMissing } from '../../lib/questions/ask.ts';
import type { Ask, Typed } from '../../lib/questions/ask-port.ts';
import { missingAnswers, missingError } from '../../lib/questions/missing.ts';
import { loadStack } from '../../lib/stack/load.ts';
import { inputOf, MINIATURE } from '../helpers/stack.ts';

const stack = await loadStack(MINIATURE);
const classes = (...names: string[]) =>
  names.map((name) => ({ name, default: false, provisioner: 'p', expandable: true, bindsOnFirstConsumer: false }));
const rest: AnswersFile = { cluster: { name: 'a' }, grafana: { expose: 'none' } };

/** What is asked about storage on a cluster, each with what Enter alone answers, and what comes of Enter alone. */
async function asked(cluster: Partial<ClusterFacts>, file: AnswersFile = rest) {
  const { facts } = inputOf(stack, {}, cluster);
  const questions: [string, string | undefined][] = [];
  const told: string[] = [];
  const input = async ({ message, default: preset, validate }: Typed) => {
    questions.push([message.en, preset]);
    assert.is(validate(preset ?? ''), undefined, message.en);
    return preset ?? '';
  };
  const ask: Ask = {
    input,
    password: input,
    confirm: async () => false,
    select: async ({ message, choices, default: preset }) => {
      questions.push([message.en, choices.map(({ value }) => value).join(',')]);
      return preset ?? choices[0]?.value ?? '';
    },
    checkbox: async () => [],
    tell: ({ en }) => told.push(en),
  };
  const answers = await askMissing(file, facts, { ask, cwd: '/', home: '/', keep: () => {}, optional: true });
  const about = questions.filter(([message]) => /volume|keeps metrics/.test(message));
  return { answers, questions: Object.fromEntries(about), told };
}

test('no default class and none given: a person is asked which, and an unattended run is told unless the stack may know', async () => {
  const cluster = { storageClasses: classes('fast', 'slow') };
  const { answers, questions } = await asked(cluster);
  assert.is(questions['4.4 Storage class of the volumes'], 'fast,slow');
  assert.is(answers.storage?.className, 'fast');
  const { facts } = inputOf(stack, {}, cluster);
  assert.equal(missingAnswers(rest, facts), [], 'preflight tells, once the stack is there');
  const missing = missingAnswers({ grafana: { expose: 'none' } }, facts);
  assert.equal(
    missing.map(({ path }) => path),
    ['storage.className', 'cluster.name'],
  );
  assert.match(
    missingError(missing).message,
    /storage\.className \(4\.4\): .*unless the stack names one .*--set 'storage\.className=/,
  );
  assert.is(missingError(missing).exit, 2);
});

const ofClass = (name: string, className: string): ClaimFact => ({
  name,
  size: '1Gi',
  asked: '1Gi',
  bound: true,
  className,
});

test('where live volumes decide the class, nobody is told to give one, whatever else is missing', () => {
  const missing = (...claims: ClaimFact[]) => {
    const { facts } = inputOf(stack, {}, { storageClasses: classes('fast', 'slow'), claims });
    return missingAnswers({ grafana: { expose: 'none' } }, facts);
  };
  const names = ['prometheus-k8s-db-prometheus-k8s-0', 'alertmanager-main-db-alertmanager-main-0', 'grafana-pvc'];
  const paths = (className: string) =>
    missing(...names.map((name) => ofClass(name, className))).map(({ path }) => path);
  assert.equal(paths('slow'), ['cluster.name']);
  assert.equal(paths('gone'), ['storage.className', 'cluster.name'], 'nothing new comes in a class that is gone');
  const [undecided] = missing();
  assert.match(undecided?.message.en ?? '', /needed unless the stack names one .*live volumes/);
  assert.match(undecided?.message.ko ?? '', /기존 볼륨/);
});

test('a class that is given, or the only default, is neither asked for nor missing', async () => {
  const [first, ...others] = classes('fast', 'slow');
  const given = { ...rest, storage: { className: 'slow' } };
  const { questions } = await asked({ storageClasses: classes('fast', 'slow') }, given);
  assert.is(questions['4.4 Storage class of the volumes'], undefined);
  assert.equal(missingAnswers(given, inputOf(stack, {}, { storageClasses: classes('fast', 'slow') }).facts), []);
  const withDefault = { storageClasses: [{ ...(first ?? others[0]), default: true }, ...others] };
  assert.equal(missingAnswers(rest, inputOf(stack, {}, withDefault as Partial<ClusterFacts>).facts), []);
});

test('an empty size leaves it to the stack, and the question says what comes of that', async () => {
  const { answers, questions, told } = await asked({ storageClasses: classes('fast') });
  assert.equal(questions, {
    '4.4 Storage class of the volumes': 'fast',
    '4.4 Size of the volume of Grafana (empty: as the stack has it, else 10Gi)': undefined,
    '5.3 Size of the volume of each Prometheus (empty: as the stack has it, else 50Gi)': undefined,
    '5.3 How long Prometheus keeps metrics (empty: as the stack has it, else 15d)': undefined,
    '5.3 Size of the volume of each Alertmanager (empty: as the stack has it, else 5Gi)': undefined,
  });
  assert.equal(answers.storage, { className: 'fast' });
  assert.not.match(told.join(), 'already');
});

test('where there are volumes, Enter keeps their size', async () => {
  const claim = (name: string, asked: string, bound = true): ClaimFact => ({ name, size: asked, asked, bound });
  const prometheus = 'prometheus-k8s-db-prometheus-k8s-';
  const claims = [
    claim(`${prometheus}0`, '80Gi'),
    claim(`${prometheus}1`, '100Gi'),
    claim(`${prometheus}2`, '900Gi', false),
    claim('alertmanager-main-db-alertmanager-main-0', '7Gi'),
    claim('other', '1Ti'),
  ];
  const { answers, told } = await asked({ storageClasses: classes('fast'), claims });
  assert.equal(answers.storage, {
    className: 'fast',
    prometheus: { size: '100Gi' },
    alertmanager: { size: '7Gi' },
  });
  assert.is(told.filter((words) => /100Gi already: .*not shrink/.test(words)).length, 1);
});

test('where all volumes are of one class, Enter keeps it, whatever the default is by now', async () => {
  const prometheus = 'prometheus-k8s-db-prometheus-k8s-0';
  const chosen = async (...claims: ClaimFact[]) => {
    const storageClasses = classes('fast', 'slow').map((each) => ({ ...each, default: each.name === 'fast' }));
    return (await asked({ storageClasses, claims })).answers.storage?.className;
  };
  assert.is(
    await chosen(ofClass(prometheus, 'slow'), ofClass('grafana-pvc', 'slow'), ofClass('other', 'fast')),
    'slow',
  );
  assert.is(await chosen(ofClass(prometheus, 'slow'), ofClass('grafana-pvc', 'fast')), 'fast', 'not of one class');
  assert.is(await chosen(ofClass(prometheus, 'gone')), 'fast', 'nothing new comes in a class that is gone');
});

test('volumes are known by what is in them, whatever the stack calls its claims', async () => {
  const claim = (name: string, asked: string): ClaimFact => ({ name, size: asked, asked, bound: true });
  const storage = async (...claims: ClaimFact[]) => {
    const { answers } = await asked({ storageClasses: classes('fast'), claims });
    return [answers.storage?.prometheus?.size, answers.storage?.alertmanager?.size, answers.storage?.grafana?.size];
  };
  const named = [
    claim('data-prometheus-k8s-0', '80Gi'),
    claim('data-prometheus-k8s-shard-1-0', '90Gi'),
    claim('data-alertmanager-main-0', '7Gi'),
    claim('grafana-storage-pvc', '20Gi'),
  ];
  assert.equal(await storage(...named), ['90Gi', '7Gi', '20Gi']);
  const other = [claim('data-prometheus-k8sx-0', '1Ti'), claim('x-grafana-y', '1Ti'), claim('grafana-old', '1Ti')];
  assert.equal(await storage(...other), [undefined, undefined, undefined], 'of two for Grafana nobody knows which');
  assert.equal(await storage(claim('grafana-pvc', '20Gi'), claim('grafana-old', '1Ti')), [
    undefined,
    undefined,
    '20Gi',
  ]);
});

test.run();
