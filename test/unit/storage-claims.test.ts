import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { describeProblem } from '../../lib/answers/problem.ts';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import type { ClaimFact, ClusterFacts, StorageClassFact } from '../../lib/facts.ts';
import { fieldAt, withField } from '../../lib/manifests/field.ts';
import { replaceObject } from '../../lib/manifests/find.ts';
import { bytesOf, bytesOfRetention } from '../../lib/prometheus/retention-size.ts';
import { loadStack } from '../../lib/stack/load.ts';
import type { Stack } from '../../lib/stack.ts';
import { volumeProblems } from '../../lib/storage/problems.ts';
import { grafanaPvc } from '../../steps/4.4-grafana-pvc.ts';
import { storage } from '../../steps/5.3-storage.ts';
import { bareStack, inputOf, MINIATURE } from '../helpers/stack.ts';

const stack = await loadStack(MINIATURE);
const P0 = 'prometheus-k8s-db-prometheus-k8s-0';
const P1 = 'prometheus-k8s-db-prometheus-k8s-1';
const A0 = 'alertmanager-main-db-alertmanager-main-0';
const G = 'grafana-pvc';

const storageClass = (name: string, expandable: boolean): StorageClassFact => ({
  name,
  default: false,
  provisioner: 'p',
  expandable,
  bindsOnFirstConsumer: false,
});
const CLASSES = [storageClass('elastic', true), storageClass('rigid', false)];
const claim = (name: string, size: string, more: Partial<ClaimFact> = {}): ClaimFact => ({
  name,
  size,
  asked: size,
  bound: true,
  className: 'elastic',
  ...more,
});

type Storage = NonNullable<AnswersFile['storage']>;
function input(answers: Storage, claims: ClaimFact[] | undefined, of: Stack = stack, more: Partial<ClusterFacts> = {}) {
  const cluster = { storageClasses: CLASSES, ...(claims && { claims }), ...more };
  return inputOf(of, { storage: { className: 'elastic', ...answers } }, cluster);
}
const problems = (...given: Parameters<typeof input>) =>
  volumeProblems(input(...given)).map((problem) => describeProblem(problem).en);
const notes = (...given: Parameters<typeof input>) => (storage.notes?.(input(...given)) ?? []).map(({ en }) => en);
const prometheus = (size: string) => ({ prometheus: { size } });

test('quantities are compared by their bytes', () => {
  const same = ['1Gi', '1024Mi', '1073741824', '1048576Ki'].map(bytesOf);
  assert.is(new Set(same).size, 1);
  assert.equal([bytesOf('1e3'), bytesOf('1k'), bytesOf('500m'), bytesOf('1Ei')], [1000, 1000, 0.5, 2 ** 60]);
  assert.ok(Number.isNaN(bytesOf('lots')));
  assert.equal([bytesOfRetention('1KB'), bytesOfRetention('1KiB'), bytesOfRetention('5B')], [1024, 1024, 5]);
  assert.equal(problems(prometheus('1Gi'), [claim(P0, '1024Mi')]), []);
});

test('a claim never gets smaller: the error says how large it is and what to answer', () => {
  const [only, ...more] = problems(prometheus('50Gi'), [claim(P0, '80Gi'), claim(P1, '100Gi')]);
  assert.equal(more, []);
  assert.match(only ?? '', /^storage\.prometheus\.size: 50Gi is less .*-0 \(80Gi\), .*-1 \(100Gi\); answer 100Gi/);
  assert.match(problems({ alertmanager: { size: '1Gi' } }, [claim(A0, '5Gi')]).join(), /^storage\.alertmanager\.size/);
  assert.match(problems({ grafana: { size: '1Gi' } }, [claim(G, '10Gi')]).join(), /^storage\.grafana\.size/);
  const byDefault = problems({}, [claim(P0, '80Gi')]);
  assert.match(byDefault.join(), /50Gi is less/, 'nobody answered, and our default is too small');
});

test('the same size, no claims, and claims that may not be read are no problem', () => {
  assert.equal(problems(prometheus('50Gi'), [claim(P0, '50Gi'), claim(A0, '5Gi'), claim(G, '10Gi')]), []);
  assert.equal(problems(prometheus('50Gi'), []), []);
  assert.equal(problems(prometheus('50Gi'), undefined), []);
});

test('a volume larger than what its claim asks for stays, and a failed enlargement may be taken back', () => {
  assert.equal(problems(prometheus('50Gi'), [claim(P0, '100Gi', { asked: '50Gi' })]), []);
  assert.equal(problems(prometheus('60Gi'), [claim(P0, '50Gi', { asked: '100Gi' })]), []);
  assert.is(problems(prometheus('50Gi'), [claim(P0, '50Gi', { asked: '100Gi' })]).length, 1);
});

test('claims of others, and of replicas that are no longer wanted, say nothing', () => {
  const others = ['prometheus-k8s-db-prometheus-k8s-2', 'data-prometheus-k8s-0', 'prometheus-x-db-prometheus-x-0'];
  for (const name of [...others, `${P0}x`, `x${P0}`]) assert.equal(problems({}, [claim(name, '90Gi')]), [], name);
  assert.is(problems({}, [claim('prometheus-k8s-db-prometheus-k8s-shard-1-0', '90Gi')]).length, 1);
  const more = inputOf(stack, { prometheus: { replicas: 3 } }, { claims: [claim(others[0] ?? '', '90Gi')] });
  assert.is(volumeProblems(more).length, 1, 'a third replica is wanted');
});

test("claims are found by the name that the stack's template gives them", () => {
  const path = ['spec', 'storage', 'volumeClaimTemplate', 'metadata', 'name'];
  const edit = (name: string) =>
    replaceObject(stack.manifests, 'Prometheus', 'k8s', (object) => withField(object, path, name));
  const named = { ...stack, manifests: edit('data') };
  assert.is(problems({}, [claim('data-prometheus-k8s-0', '90Gi')], named).length, 1);
  assert.equal(problems({}, [claim(P0, '90Gi')], named), []);
});

test('a claim grows only where its class lets it, and the class is named', () => {
  for (const [owner, name] of [
    ['prometheus', P0],
    ['alertmanager', A0],
    ['grafana', G],
  ] as const) {
    const grow = (className: string | undefined, more: Partial<ClusterFacts> = {}) => {
      const { className: _, ...bare } = claim(name, '1Gi');
      return problems({ [owner]: { size: '99Gi' } }, [{ ...bare, ...(className && { className }) }], stack, more);
    };
    assert.match(
      grow('rigid').join(),
      new RegExp(`^storage\\.${owner}\\.size: 99Gi .*StorageClass rigid .*\\(1Gi\\); answer 1Gi`),
    );
    assert.equal(grow('elastic'), []);
    assert.is(grow('gone').length, 1);
    assert.is(grow(undefined).length, 1, 'a volume that no class made');
    assert.equal(grow('rigid', { storageClasses: [], unknown: ['StorageClass'] }), [], 'nobody may read classes here');
  }
});

test('growing: the operator ignores it, so each command is told, for this cluster', () => {
  const claims = [claim(P0, '50Gi'), claim(P1, '100Gi')];
  const [grow, keep, ...more] = notes(prometheus('100Gi'), claims, stack, { context: "admin@it's" });
  assert.equal(more, []);
  const patch = `'{"spec":{"resources":{"requests":{"storage":"100Gi"}}}}'`;
  const command = `kubectl --context 'admin@it'\\''s' -n monitoring patch pvc ${P0} --type merge -p ${patch}`;
  assert.ok(grow?.includes(`\n    ${command}`), grow);
  assert.not.match(grow ?? '', P1);
  assert.match(keep ?? '', 'keeps 42GiB at most, which fits into 50Gi');
  assert.equal(notes(prometheus('100Gi'), [claim(P0, '100Gi')]), []);
});

test('an answered size of what is kept that the volume of today does not hold is told', () => {
  const answers = { prometheus: { size: '100Gi', retentionSize: '80GiB' } };
  const [, keep] = notes(answers, [claim(P0, '50Gi')]);
  assert.match(keep ?? '', /retentionSize 80GiB would fill it: .*with 42GiB at most/);
  assert.equal(notes(answers, [claim(P0, '100Gi')]), []);
});

test('an enlargement that was asked for and is not done yet is told without commands', () => {
  const [growing, keep] = notes(prometheus('100Gi'), [claim(P0, '50Gi', { asked: '100Gi' })]);
  assert.match(growing ?? '', 'still growing to 100Gi');
  assert.match(growing ?? '', `-n monitoring describe pvc ${P0}`);
  assert.match(keep ?? '', '42GiB');
  assert.not.match(`${growing}${keep}`, 'patch');
});

test('more than the volume holds is refused, whoever asked for it', () => {
  const tooMuch = { prometheus: { size: '50Gi', retentionSize: '51GiB' } };
  assert.match(problems(tooMuch, []).join(), /^storage\.prometheus\.retentionSize: 51GiB is more than .*50Gi/);
  assert.equal(problems({ prometheus: { size: '50Gi', retentionSize: '50GiB' } }, []), []);
  const set = replaceObject(stack.manifests, 'Prometheus', 'k8s', (object) =>
    withField(object, ['spec', 'retentionSize'], '90GiB'),
  );
  assert.is(problems({}, [], { ...stack, manifests: set }).length, 1);
  assert.equal(problems(prometheus('50Gi'), [], { ...stack, manifests: set }), [], 'an answered size takes its place');
});

test('another class is explained: what is there stays where it is', () => {
  const old = { className: 'rigid' };
  const [note, ...more] = notes({}, [claim(P0, '50Gi', old)]);
  assert.equal(more, []);
  assert.match(note ?? '', new RegExp(`never changes: Prometheus stays .*${P0}: rigid.*comes back in elastic`));
  assert.equal(notes({}, [claim(P0, '50Gi')]), []);
  const grafana = input({}, [claim(G, '10Gi', old)]);
  assert.match(grafanaPvc.notes?.(grafana)[0]?.en ?? '', 'Grafana stays where it is');
  assert.equal(grafanaPvc.notes?.(input({}, [claim(G, '10Gi')])), []);
  assert.equal(volumeProblems(grafana), []);
});

const grafanaClaim = (...given: Parameters<typeof input>) => grafanaPvc.desired?.(input(...given), [])[0];
const SIZE = ['spec', 'resources', 'requests', 'storage'];

test("Grafana's claim grows with our apply, and keeps the class that nobody can change", () => {
  const wanted = (...claims: ClaimFact[]) => grafanaClaim({ grafana: { size: '20Gi' } }, claims)?.object;
  const kept = wanted(claim(G, '10Gi', { className: 'rigid' }));
  assert.equal([fieldAt(kept, 'spec', 'storageClassName'), fieldAt(kept, ...SIZE)], ['rigid', '20Gi']);
  for (const other of [claim(G, '10Gi'), claim(G, '10Gi', { className: 'rigid', bound: false }), claim(P0, '1Gi')])
    assert.is(fieldAt(wanted(other), 'spec', 'storageClassName'), 'elastic');
});

test("a size of Grafana's that nobody asked for is known as our default", async () => {
  const bare = await bareStack();
  const of = (answers: Storage, from: Stack) => grafanaClaim(answers, [], from);
  assert.equal([fieldAt(of({}, bare)?.object, ...SIZE), of({}, bare)?.byDefault], ['10Gi', [SIZE]]);
  assert.is(of({ grafana: { size: '10Gi' } }, bare)?.byDefault, undefined);
  assert.is(of({}, stack)?.byDefault, undefined, 'the stack has a size');
});

test('a claim that waits for its volume can only be made anew', () => {
  const waiting = { bound: false, className: 'gone' };
  const [note, ...more] = notes({}, [claim(P0, '50Gi', waiting), claim(A0, '5Gi', { bound: false })]);
  assert.equal(more, []);
  assert.match(note ?? '', `\n    kubectl --context test -n monitoring delete pvc ${P0}`);
  assert.equal(problems({}, [claim(P0, '90Gi', waiting)]), [], 'nothing is in it');
  const [problem] = problems({}, [claim(G, '10Gi', waiting)]);
  assert.match(problem ?? '', /^storage\.className: grafana-pvc \(10Gi, gone\) .*delete pvc grafana-pvc$/);
  assert.match(problems({}, [claim(G, '1Gi', { bound: false })]).join(), /^storage\.grafana\.size: grafana-pvc/);
  assert.equal(problems({}, [claim(G, '10Gi', { bound: false })]), []);
  const { className: _, ...classless } = claim(G, '10Gi', { bound: false });
  assert.equal(problems({}, [classless]), [], 'a class can still be given to it');
});

test('all is said in Korean too', () => {
  const claims = [claim(P0, '50Gi', { className: 'rigid' }), claim(A0, '1Gi', { bound: false }), claim(G, '90Gi')];
  const given = input(prometheus('100Gi'), claims);
  const said = [...volumeProblems(given).map(({ what }) => what), ...(storage.notes?.(given) ?? [])];
  assert.ok(said.length > 3);
  for (const { en, ko } of said) {
    assert.match(ko, /[가-힣]/);
    assert.not.match(en, /[가-힣]/);
  }
});

test('a size that the stack has as a number of bytes is compared as well', async () => {
  const bytes = (gib: number) => ({ resources: { requests: { storage: gib * 2 ** 30 } } });
  const withNumber = {
    ...stack,
    manifests: replaceObject(stack.manifests, 'Prometheus', 'k8s', (object) =>
      withField(object, ['spec', 'storage'], { volumeClaimTemplate: { spec: bytes(20) } }),
    ),
    preliminary: replaceObject(stack.preliminary, 'PersistentVolumeClaim', G, (object) =>
      withField(object, ['spec', 'resources'], bytes(20).resources),
    ),
  };
  const found = problems({}, [claim(P0, '50Gi'), claim(G, '50Gi')], withNumber);
  assert.is(found.filter((each) => /^storage\.(prometheus|grafana)\.size: .*never gets smaller/.test(each)).length, 2);
  assert.is(problems({}, [claim(P0, '10Gi', { className: 'rigid' })], withNumber).length, 1);
  assert.equal(problems({}, [claim(P0, '20Gi'), claim(G, '20Gi')], withNumber), []);
});

test.run();
