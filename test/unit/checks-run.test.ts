import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Check, CheckPorts } from '../../lib/checks/check.ts';
import { type Outcome, passed } from '../../lib/checks/outcome.ts';
import { runCheck, startChecks } from '../../lib/checks/run.ts';
import { RunbookError } from '../../lib/errors.ts';
import { ApiError, asRunbookError } from '../../lib/kubernetes/api-error.ts';
import { text } from '../../lib/text.ts';

// These checks touch nothing.
const PORTS = {} as CheckPorts;
const title = text('it', '그것');
const of = (run: Check['run']): Check => ({ name: 'x', title, run });
const throwing = (error: unknown): Promise<Outcome> =>
  runCheck(
    of(async () => {
      throw error;
    }),
    PORTS,
  );

const REFUSAL = 'secrets "a" is forbidden: User "eve" cannot get resource "secrets" in API group ""';
const refused = (status: number, message = REFUSAL) => new ApiError('GET', '/x', status, JSON.stringify({ message }));

test('what a check throws is its failure, in its own words', async () => {
  assert.equal(await throwing(new Error('boom')), { result: 'fail', reasons: [text('boom', 'boom')] });
  assert.is((await throwing('a string')).reasons[0]?.en, 'a string');
  const hint = text('try this', '이렇게 하십시오');
  const error = new RunbookError({ doing: text('Do it', '실행'), causes: ['no way', text('none', '없음')], hint });
  const reasons = [text('Do it: no way', '실행: no way'), text('Do it: none', '실행: 없음')];
  assert.equal(await throwing(error), { result: 'fail', reasons, hint });
});

test("a missing right is a warning in the API's words, whoever passes them on", async () => {
  const helm = new RunbookError({ doing: text('Read', '조회'), causes: [`Error: query: ${REFUSAL}`] });
  for (const error of [refused(403), asRunbookError(refused(403), title, {}), helm]) {
    const { result, reasons, hint } = await throwing(error);
    assert.is(result, 'warn');
    assert.match(reasons[0]?.en ?? '', 'cannot get resource "secrets"');
    assert.match(hint?.en ?? '', 'Have the right named above granted');
  }
});

test('any other refusal of the API is a failure', async () => {
  for (const status of [401, 404, 500]) {
    const error = refused(status, 'no');
    assert.is((await throwing(error)).result, 'fail', String(status));
    assert.is((await throwing(asRunbookError(error, title, {}))).result, 'fail', String(status));
  }
});

test('some run at once, and they are told in their order, however they end', async () => {
  let [running, most] = [0, 0];
  const gates = Array.from({ length: 9 }, () => Promise.withResolvers<void>());
  const checks = gates.map(({ promise }, i) => ({
    i,
    check: of(async () => {
      most = Math.max(most, ++running);
      await promise;
      running--;
      if (i === 3) throw new Error('boom');
      return passed();
    }),
  }));
  const ends = startChecks(checks, PORTS);
  const ended: number[] = [];
  for (const end of ends) end.then(({ i }) => ended.push(i));
  for (const { resolve } of gates.toReversed()) {
    resolve();
    await new Promise(setImmediate);
  }
  const all = await Promise.all(ends);
  assert.equal(
    all.map(({ i }) => i),
    [0, 1, 2, 3, 4, 5, 6, 7, 8],
  );
  assert.equal(
    all.filter(({ outcome }) => outcome.result === 'fail').map(({ i }) => i),
    [3],
  );
  assert.not.equal(ended, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  assert.ok(most > 1 && most < checks.length, `${most} at once`);
});

test.run();
