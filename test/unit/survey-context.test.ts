import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pinContext } from '../../lib/kubernetes/context.ts';
import { temporaryFolder } from '../helpers/openssl.ts';
import { refusal } from '../helpers/refusal.ts';
import { kubeconfig, kubectl, survey } from '../helpers/survey.ts';

const folder = temporaryFolder();
test.after(folder.remove);

test('the context is pinned: what is made current afterwards changes nothing', async () => {
  const file = kubeconfig(folder.path, 'pinned');
  const pinned = await pinContext({ kubectl, kubeconfig: file });
  kubeconfig(folder.path, 'pinned', 'second');
  assert.is(pinned.context, 'first');
  assert.is((await pinContext({ kubectl, kubeconfig: file, context: 'first' })).context, 'first');
  assert.is((await pinContext({ kubectl, kubeconfig: file })).context, 'second');
});

test('without a current context nothing is pinned, and the survey asks for one', async () => {
  const file = kubeconfig(folder.path, 'none', '');
  const connection = { kubectl, kubeconfig: file };
  assert.equal(await pinContext(connection), connection);
  const error = await refusal(survey({}, file));
  assert.is(error.exit, 3);
  assert.match(error.failure.hint?.en ?? '', '--context');
});

test.run();
