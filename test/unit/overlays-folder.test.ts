import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadAnswers } from '../../lib/answers/load.ts';
import { formatError, RunbookError } from '../../lib/errors.ts';
import { withOverlays } from '../../lib/overlays/apply.ts';
import { causeIn } from '../../lib/overlays/kustomize.ts';
import { mirror } from '../../lib/overlays/mirror.ts';
import { folders, KUBECTL, kustomize, resolvedBy } from '../helpers/overlays.ts';

const when = KUBECTL === undefined ? test.skip : test;
const { make, clear } = folders();
test.after(clear);

const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'monitoring' } };
const whole = [resolvedBy('manifests', [{ object: { ...map, data: { x: '1' } } }])];
const apply = async (folder: string) => {
  const { resolved } = await withOverlays(kustomize, [folder], whole, () => whole);
  return resolved.flatMap(({ wanted }) => wanted.map(({ object }) => object.data));
};
const setsX = (x: string) => ({ ...map, data: { x } });
const refusal = (work: () => unknown): Promise<RunbookError> =>
  Promise.resolve()
    .then(work)
    .then(
      () => assert.unreachable('it should have failed') as never,
      (error: unknown) => {
        assert.instance(error, RunbookError);
        return error as RunbookError;
      },
    );

test('a folder that is not there, or is none, is refused with its place in the answers before anything else', async () => {
  const folder = make({
    'answers.yaml': 'cluster: { name: a }\noverlays:\n  - ./none\n  - ./file\n  - ./empty\n  - ./right\n',
    file: '',
    'empty/x.yaml': '',
    'right/Kustomization': {},
  });
  const load = () => loadAnswers({ files: ['answers.yaml'], sets: [], cwd: folder });
  const error = await refusal(load);
  assert.is(error.exit, 2);
  assert.equal(formatError(error, 'en').split('\n').slice(1), [
    `  answers.yaml:3:5 overlays[0]: there is no folder ${folder}/none`,
    `  answers.yaml:4:5 overlays[1]: ${folder}/file is no folder`,
    `  answers.yaml:5:5 overlays[2]: ${folder}/empty has no kustomization.yaml`,
  ]);
  assert.match(formatError(error, 'ko'), `overlays[2]: ${folder}/empty에 kustomization.yaml이 없습니다`);
  const flag = await refusal(() => loadAnswers({ files: [], sets: ['overlays=[./none]'], cwd: folder }));
  assert.match(flag.message, `--set overlays[0]: there is no folder ${folder}/none`);
});

for (const [what, content, told] of [
  ['no YAML', 'namespace: monitoring\npatches: [\n', /kustomization\.yaml: Flow sequence .* at line 3, column 1/],
  ['a key that is there twice', 'labels: []\nlabels: []\n', /kustomization\.yaml: Map keys must be unique at line 2/],
  ['an alias that leads nowhere', 'resources: *x\n', /kustomization\.yaml: Unresolved alias .*: x$/m],
  ['a list', '- a\n', /cannot unmarshal array/],
] as const) {
  when(`${what} in place of a kustomization is told with its file, of a part of it as well`, async () => {
    const folder = make({
      'own/kustomization.yaml': content,
      'over/kustomization.yaml': { components: ['../part'] },
      'part/kustomization.yaml': content,
    });
    for (const name of ['own', 'over']) {
      const { exit, failure } = await refusal(() => apply(join(folder, name)));
      const causes = failure.causes.map(String).join('\n');
      assert.is(exit, 3);
      assert.match(causes, told);
      assert.match(causes, join(folder, name === 'own' ? 'own' : 'part'));
      assert.not.match(causes, 'tks-overlay-');
    }
  });
}

when('files and folders beside an overlay are found as they are from where it stands', async () => {
  const folder = make({
    'a b/github.com/prod/kustomization.yml': { resources: ['../../base'], components: ['../part'] },
    'a b/github.com/part/kustomization.yaml': {
      apiVersion: 'kustomize.config.k8s.io/v1alpha1',
      kind: 'Component',
      patches: [{ path: 'files/p.yaml' }],
    },
    'a b/github.com/part/files/p.yaml': setsX('2'),
    'a b/base/kustomization.yaml': { resources: ['r.yaml'], commonAnnotations: { from: 'base' } },
    'a b/base/r.yaml': { ...map, metadata: { name: 'b', namespace: 'monitoring' }, data: { y: '1' } },
  });
  assert.equal(await apply(`${folder}/a b/github.com/prod`), [{ x: '2' }, { y: '1' }]);
});

when('links are followed as kustomize follows them: within the folder, and never out of it', async () => {
  const folder = make({ 'real/..data/p.yaml': setsX('3'), 'outside.yaml': setsX('4') });
  const overlay = join(folder, 'real');
  writeFileSync(join(overlay, 'kustomization.yaml'), 'patches: [{ path: p.yaml }]\n');
  symlinkSync(join(overlay, '..data/p.yaml'), join(overlay, 'p.yaml'));
  symlinkSync(overlay, join(folder, 'link'));
  assert.equal(await apply(join(folder, 'link')), [{ x: '3' }]);
  rmSync(join(overlay, 'p.yaml'));
  symlinkSync('../outside.yaml', join(overlay, 'p.yaml'));
  assert.match((await refusal(() => apply(overlay))).message, /security|not in or below/);
});

test('what is not copied: the history of a repository; what is not written: the overlay itself', async () => {
  const content = '# ours\nkind: Kustomization\nlabels: [] # none\n';
  const folder = make({ 'kustomization.yaml': content, '.git/config': 'x', 'sub/x.yaml': 'y' });
  const root = make({ x: '' });
  const made = await mirror(folder, root);
  assert.equal(readdirSync(made.folder).sort(), ['kustomization.yaml', 'sub']);
  assert.is(readFileSync(join(folder, 'kustomization.yaml'), 'utf8'), content);
  assert.match(readFileSync(join(made.folder, 'kustomization.yaml'), 'utf8'), /^# ours\nkind: Component\n/);
});

test('folders that name each other come to an end', async () => {
  const component = { apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component' };
  const folder = make({
    'a/kustomization.yaml': { ...component, components: ['../b'] },
    'b/kustomization.yaml': { ...component, components: ['../a'], patches: [{ target: { kind: 'X' }, patch: '[]' }] },
  });
  const root = make({ x: '' });
  mkdirSync(dirname(root), { recursive: true });
  const { targeted } = await mirror(join(folder, 'a'), root);
  assert.equal(
    targeted.map(({ place }) => place),
    ['patches[0]'],
  );
});

test("kustomize's words come without what kubectl puts around them", () => {
  const told = (stderr: string) => causeIn({ stderr, code: 1 });
  assert.is(told("# Warning: 'x' is deprecated.\nerror: no such thing\n"), 'no such thing');
  assert.is(
    told('E0101 10:00:00.000000  1 run.go:72] "command failed" err="no \\"such\\" thing"\n'),
    'no "such" thing',
  );
  assert.is(told(''), 'kubectl kustomize ended with 1');
});

test.run();
