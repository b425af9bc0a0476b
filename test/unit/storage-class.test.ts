import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { withFactDefaults } from '../../lib/answers/fact-defaults.ts';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import { resolve } from '../../lib/desired.ts';
import type { ClaimFact, ClusterFacts, StorageClassFact } from '../../lib/facts.ts';
import { fieldAt, withField } from '../../lib/manifests/field.ts';
import { missingClass } from '../../lib/questions/missing-class.ts';
import { loadStack } from '../../lib/stack/load.ts';
import type { Stack } from '../../lib/stack.ts';
import { grafanaPvc } from '../../steps/4.4-grafana-pvc.ts';
import { storage } from '../../steps/5.3-storage.ts';
import { STEPS } from '../../steps/index.ts';
import { inputOf, MINIATURE } from '../helpers/stack.ts';

const miniature = await loadStack(MINIATURE);
const OPERATED = ['spec', 'storage', 'volumeClaimTemplate', 'spec', 'storageClassName'];
const OWN = ['spec', 'storageClassName'];
const PLACES: Record<string, string[]> = { Prometheus: OPERATED, Alertmanager: OPERATED, PersistentVolumeClaim: OWN };

/** The miniature with these classes, and no others. */
function stackWith(classes: Partial<Record<string, string>>): Stack {
  const edit = (manifests: Stack['manifests']) =>
    manifests.map((manifest) => {
      const { kind } = manifest.object;
      const path = PLACES[kind];
      return path ? { ...manifest, object: withField(manifest.object, path, classes[kind]) } : manifest;
    });
  return { ...miniature, manifests: edit(miniature.manifests), preliminary: edit(miniature.preliminary) };
}
const bare = stackWith({});
const everywhere = (className: string) =>
  stackWith({ Prometheus: className, Alertmanager: className, PersistentVolumeClaim: className });

const classes = (...names: string[]): StorageClassFact[] =>
  names.map((name) => ({
    name: name.replace('*', ''),
    default: name.endsWith('*'),
    provisioner: 'p',
    expandable: true,
    bindsOnFirstConsumer: false,
  }));

/** The same as a run makes of what is answered. */
function input(stack: Stack, storageClasses: StorageClassFact[], className?: string, more: Partial<ClusterFacts> = {}) {
  const cluster = { storageClasses, ...more };
  const answers: AnswersFile = {
    cluster: { name: 'x' },
    grafana: { expose: 'none' },
    ...(className && { storage: { className } }),
  };
  return inputOf(stack, withFactDefaults(answers, inputOf(stack, {}, cluster).facts), cluster);
}

/** The classes of Prometheus, Alertmanager and Grafana, as the cluster would get them. */
function taken(...given: Parameters<typeof input>) {
  const steps = new Set([grafanaPvc, storage]);
  const wanted = resolve(STEPS, steps, input(...given)).flatMap((step) => step.wanted);
  const of = (kind: string) =>
    fieldAt(wanted.find(({ object }) => object.kind === kind)?.object, ...(PLACES[kind] ?? []));
  return Object.keys(PLACES).map(of);
}
const notes = (...given: Parameters<typeof input>) =>
  [storage, grafanaPvc].flatMap((step) => step.notes?.(input(...given)) ?? []).map(({ en }) => en);
const missing = (...given: Parameters<typeof input>) => missingClass(input(...given)).map(({ message }) => message.en);

const ALL = classes('ours*', 'rook', 'slow');

test("the answer, else the stack's own where the cluster has it, else the cluster's default", () => {
  const rook = everywhere('rook');
  assert.equal(taken(rook, ALL, 'slow'), ['slow', 'slow', 'slow']);
  assert.equal(taken(rook, ALL), ['rook', 'rook', 'rook']);
  assert.equal(taken(everywhere('gone'), ALL), ['ours', 'ours', 'ours']);
  assert.equal(taken(bare, ALL), ['ours', 'ours', 'ours']);
  for (const className of [undefined, 'slow'])
    assert.equal([notes(rook, ALL, className), missing(rook, ALL)], [[], []]);
});

test('each volume by itself', () => {
  const mixed = stackWith({ Prometheus: 'rook', Alertmanager: 'gone' });
  assert.equal(taken(mixed, ALL), ['rook', 'ours', 'ours']);
  assert.match(notes(mixed, ALL).join(), /^The stack has Alertmanager in StorageClass gone, .*ours/);
});

test("a stack's class that isn't there is said, with what is taken for it, until the volumes are there", () => {
  const gone = everywhere('gone');
  const [operated, grafana, ...more] = notes(gone, ALL);
  assert.equal(more, []);
  assert.match(
    operated ?? '',
    /Prometheus, Alertmanager in StorageClass gone, .*has: ours, rook, slow.*default, ours, is taken/,
  );
  assert.match(grafana ?? '', /has Grafana in StorageClass gone/);
  const claim = (name: string): ClaimFact => ({ name, size: '50Gi', asked: '50Gi', bound: true, className: 'ours' });
  const claims = ['prometheus-k8s-db-prometheus-k8s-0', 'grafana-pvc'].map(claim);
  const [only, ...others] = notes(gone, ALL, undefined, { claims });
  assert.equal(others, []);
  assert.match(only ?? '', /has Alertmanager in/);
  assert.equal(notes(bare, ALL), []);
});

test('volumes that are there decide before a default that has changed since, but for the answer and the stack', () => {
  const claim = (name: string, className: string, bound = true): ClaimFact => ({
    name,
    size: '50Gi',
    asked: '50Gi',
    bound,
    className,
  });
  const prometheus = (...classNames: string[]) =>
    classNames.map((className, i) => claim(`prometheus-k8s-db-prometheus-k8s-${i}`, className));
  const more = { claims: [...prometheus('slow', 'slow'), claim('grafana-pvc', 'rook')] };
  assert.equal(taken(bare, ALL, undefined, more), ['slow', 'ours', 'rook']);
  assert.equal(notes(bare, ALL, undefined, more), [], 'nothing stays behind in another class');
  const undecided = missing(bare, classes('slow', 'rook'), undefined, more).join();
  assert.match(undecided, /decides it for Alertmanager;/);
  assert.equal(taken(everywhere('gone'), ALL, undefined, more), ['slow', 'ours', 'rook']);
  assert.is(taken(bare, ALL, 'rook', more)[0], 'rook');
  assert.is(taken(everywhere('rook'), ALL, undefined, more)[0], 'rook');
  for (const claims of [prometheus('slow', 'rook'), [claim('prometheus-k8s-db-prometheus-k8s-0', 'slow', false)]])
    assert.is(taken(bare, ALL, undefined, { claims })[0], 'ours', 'nobody decided that');
});

test('a class may be still to come, or be one that nobody may see; an empty one asks for no class at all', () => {
  for (const more of [{}, { unknown: ['StorageClass'] }]) {
    assert.equal(taken(everywhere('rook'), [], undefined, more), ['rook', 'rook', 'rook']);
    assert.equal([notes(everywhere('rook'), [], undefined, more), missing(everywhere('rook'), [])], [[], []]);
  }
  assert.equal(taken(everywhere(''), ALL), ['', '', '']);
  assert.equal(missing(everywhere(''), classes('a')), []);
});

test('the default of the cluster is known as nobody’s answer, so that what somebody set by hand is not lost in silence', () => {
  const of = (stack: Stack, className?: string) =>
    resolve(STEPS, new Set([grafanaPvc, storage]), input(stack, ALL, className))
      .flatMap((step) => step.wanted)
      .filter(({ byDefault }) => byDefault?.some((path) => path.at(-1) === 'storageClassName'))
      .map(({ object }) => object.kind);
  assert.equal(of(bare).sort(), ['Alertmanager', 'PersistentVolumeClaim', 'Prometheus']);
  assert.equal(of(everywhere('gone')).length, 3);
  assert.equal([of(bare, 'slow'), of(everywhere('rook'))], [[], []]);
});

test('what nothing decides is missing, and named', () => {
  const undecided = classes('a', 'b');
  const [all, ...more] = missing(bare, undecided);
  assert.equal(more, []);
  assert.match(all ?? '', /nothing decides it for Grafana, Prometheus, Alertmanager.*has: a, b/);
  assert.match(missing(stackWith({ Prometheus: 'a' }), undecided).join(), /for Grafana, Alertmanager[;,]/);
  assert.match(missing(everywhere('gone'), undecided).join(), /the stack's gone is not there/);
  assert.match(missing(bare, classes('a*', 'b*')).join(), /nothing decides/, 'two defaults are none');
  assert.match(missing(bare, []).join(), /nothing decides/);
  assert.equal([missing(bare, undecided, 'a'), missing(everywhere('b'), undecided)], [[], []]);
  const kept: ClaimFact = { name: 'grafana-pvc', size: '10Gi', asked: '10Gi', bound: true, className: 'old' };
  const [only] = missingClass(input(bare, undecided, undefined, { claims: [kept] }));
  assert.match(only?.message.en ?? '', /for Prometheus, Alertmanager;/, "Grafana's claim keeps its class");
  assert.match(only?.message.ko ?? '', /Alertmanager의 클래스/);
});

test('where only some of the volumes are there, their class is the example for the others', () => {
  const claim = (className: string): ClaimFact => ({
    name: 'prometheus-k8s-db-prometheus-k8s-0',
    size: '50Gi',
    asked: '50Gi',
    bound: true,
    className,
  });
  const example = (...claims: ClaimFact[]) =>
    missingClass(input(bare, classes('fast', 'slow'), undefined, { claims })).map((each) => each.example);
  assert.equal(example(claim('slow')), ['slow']);
  assert.equal(example(claim('gone')), ['csi-cephfs-sc']);
  assert.equal(example(), ['csi-cephfs-sc']);
});

test.run();
