import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RunbookError } from '../../lib/errors.ts';
import { type Selection, select } from '../../lib/selection.ts';
import { STEPS } from '../../steps/index.ts';

const names = (selection: Selection) => select(STEPS, selection).map(({ name }) => name);

function refused(selection: Selection): RunbookError {
  try {
    select(STEPS, selection);
  } catch (error) {
    if (error instanceof RunbookError) return error;
  }
  throw new Error(`${JSON.stringify(selection)} should have been refused`);
}

test('without flags all steps are chosen', () => assert.equal(select(STEPS, {}), [...STEPS]));

test('a name, a number and a section mean what the document means by them', () => {
  assert.equal(names({ only: 'etcd-certs' }), ['etcd-certs']);
  assert.equal(names({ only: '3.5' }), ['etcd-certs']);
  assert.equal(
    names({ only: '5.3' }),
    STEPS.filter(({ section }) => section === '5.3').map(({ name }) => name),
  );
  assert.equal(names({ only: '4' }), ['grafana-ingress', 'grafana-pvc']);
});

test('from begins with the first of a section, and to ends with the last', () => {
  assert.is(names({ from: '5.3' })[0], 'storage');
  assert.is(names({ to: '5.3' }).at(-1), 'proxy');
  assert.equal(names({ from: 'crds', to: 'crds' }), ['crds']);
  assert.is(names({ from: '2.1' }).length, STEPS.length);
});

test('what no step is called is refused, with the nearest name', () => {
  const { message, exit, failure } = refused({ from: 'etcd-cert' });
  assert.is(exit, 2);
  assert.match(message, 'etcd-cert');
  assert.match(failure.hint?.en ?? '', 'Did you mean etcd-certs?');
  for (const only of ['3.10', '3.1', '53', '', '5.'])
    assert.match(refused({ only }).message, `there is no step ${only}`);
});

test('flags that contradict each other are refused', () => {
  assert.is(refused({ only: '5.3', from: '2.1' }).exit, 2);
  assert.is(refused({ only: '5.3', to: '5.4' }).exit, 2);
  assert.match(refused({ from: '5.4', to: '5.2' }).message, '--from 5.4 and --to 5.2');
});

test.run();
