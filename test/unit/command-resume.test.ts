import { execFileSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { invocation } from '../../lib/command/invocation.ts';
import { ownArguments, readOptions } from '../../lib/command/options.ts';
import { resumeCommand } from '../../lib/command/resume.ts';

/** The words that a shell makes of a command. */
function words(command: string): string[] {
  const print = execFileSync('sh', ['-c', `for word in ${command}; do printf '%s\\0' "$word"; done`], {
    encoding: 'utf8',
  });
  return print.split('\0').slice(0, -1);
}

/** The options that come of a resume command, once a shell has read it. */
function resumed(args: string[], step: string) {
  const command = resumeCommand('install.mts', readOptions(args, {}), step);
  const [npx, zx, script, ...rest] = words(command);
  assert.equal([npx, zx, script], ['npx', 'zx', 'runbook/install.mts']);
  return readOptions(ownArguments(['node', 'zx', script ?? '', ...rest], 'install.mts'), {});
}

const NASTY = [
  'a b',
  "it's",
  '$HOME `id` $(id)',
  'a"b\\c',
  '*',
  '~',
  '',
  'new\nline',
  '이름',
  '-x',
  '--yes',
  'a;b&c|d>e<f#g!',
];

test('every value reaches the resumed run as it was given', () => {
  for (const value of NASTY) {
    const { answers, set, context, kubeconfig, from } = resumed(
      [`--answers=${value}`, `--set=x.y=${value}`, `--set=${value}`, `--context=${value}`, `--kubeconfig=k${value}`],
      'etcd-certs',
    );
    assert.equal(answers, [value], JSON.stringify(value));
    assert.equal(set, [`x.y=${value}`, value]);
    assert.is(context ?? '', value);
    assert.equal([kubeconfig, from], [`k${value}`, 'etcd-certs']);
  }
});

test('plain values stay readable', () => {
  const options = readOptions(['--answers', 'prod.yaml', '--set', 'cluster.name=prod-1', '--yes'], {});
  assert.is(
    resumeCommand('install.mts', options, 'etcd-certs'),
    'npx zx runbook/install.mts --from etcd-certs --answers prod.yaml --set cluster.name=prod-1 --yes',
  );
});

test('it goes on to where the run was to end, and asks or not as the run did', () => {
  const { from, to, yes, lang, output } = resumed(
    ['--from', 'crds', '--to', '5.4', '--yes', '--lang', 'ko'],
    'storage',
  );
  assert.equal([from, to, yes, lang, output], ['storage', '5.4', true, 'ko', 'text']);
});

test('a run of one item is resumed as one, not as all that comes after', () => {
  const { from, only } = resumed(['--only', '5.3'], 'receivers');
  assert.equal([from, only], [undefined, '5.3']);
});

test('on the practice plane the flag says it all', () => {
  const { practice, yes, kubeconfig } = resumed(['--practice', '--kubeconfig', 'x', '--yes'], 'storage');
  assert.equal([practice, yes, kubeconfig], [true, false, undefined]);
});

test('what is told to be typed is what the operator has', () => {
  assert.is(invocation('install.mts', {}), 'npx zx runbook/install.mts');
  assert.is(invocation('install.mts', { TKS_BUNDLE: '/opt/tks' }), '/opt/tks/runbook install');
  assert.is(invocation('plan.mts', { TKS_BUNDLE: '/my tks' }), "'/my tks'/runbook plan");
});

test.run();
