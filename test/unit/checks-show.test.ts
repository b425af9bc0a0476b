import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkDocument } from '../../lib/checks/document.ts';
import { failed, type Outcome, passed, skipped, warned } from '../../lib/checks/outcome.ts';
import { type Checked, countChecks, showCheck, showCounts } from '../../lib/checks/show.ts';
import { text } from '../../lib/text.ts';

const of = (outcome: Outcome): Checked => ({
  step: { name: 'etcd-certs', section: '3.5' },
  check: { name: 'pair', title: text('The pair', '인증서') },
  outcome,
});
const shown = (outcome: Outcome, whole = false) => showCheck(of(outcome), whole);
const english = (outcome: Outcome, whole = false) => shown(outcome, whole).map(({ en }) => en);

const why = text('it ended.', '만료되었습니다.');
const hint = text('Renew it.', '갱신하십시오.');

test('a line says sign, section, title and why; the hint stands below it', () => {
  assert.equal(english(passed(text('90 days', '90일'))), ['✔ 3.5 The pair: 90 days']);
  assert.equal(english(passed()), ['✔ 3.5 The pair']);
  assert.equal(english(warned([why], hint)), ['! 3.5 The pair: it ended', '      → Renew it.']);
  assert.equal(english(failed([why, why], hint)), ['✖ 3.5 The pair: it ended; it ended', '      → Renew it.']);
  assert.equal(english(failed([why])), ['✖ 3.5 The pair: it ended']);
  assert.equal(english(skipped(text('practice node', '연습용 노드'))), ['- 3.5 The pair: skipped: practice node']);
});

test('in Korean likewise', () => {
  const korean = [failed([why], hint), skipped(text('practice node', '연습용 노드'))].flatMap((outcome) =>
    shown(outcome).map(({ ko }) => ko),
  );
  assert.equal(korean, ['✖ 3.5 인증서: 만료되었습니다', '      → 갱신하십시오.', '- 3.5 인증서: 건너뜀: 연습용 노드']);
});

test('many reasons are cut short, unless all are wanted', () => {
  const reasons = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((each) => text(each, each));
  assert.equal(english(failed(reasons)), ['✖ 3.5 The pair: a; b; c; d; e; … 2 more (--verbose)']);
  assert.equal(english(failed(reasons), true), ['✖ 3.5 The pair: a; b; c; d; e; f; g']);
  assert.equal(english(failed(reasons.slice(0, 5))), ['✖ 3.5 The pair: a; b; c; d; e']);
});

test('the last line counts', () => {
  const counts = countChecks([passed(), passed(), warned([why]), skipped(why), skipped(why), failed([])].map(of));
  assert.equal(counts, { pass: 2, warn: 1, fail: 1, skipped: 2 });
  assert.is(showCounts(counts).en, '2 passed, 1 warn, 1 failed, 2 skipped');
  assert.is(showCounts(counts).ko, '통과 2, 경고 1, 실패 1, 건너뜀 2');
});

test('a program gets every reason, in its language', () => {
  const outcome = failed(
    Array.from({ length: 7 }, () => why),
    hint,
  );
  assert.equal(checkDocument(of(outcome), 'ko'), {
    step: 'etcd-certs',
    section: '3.5',
    name: 'pair',
    title: '인증서',
    result: 'fail',
    reasons: Array.from({ length: 7 }, () => why.ko),
    hint: hint.ko,
  });
  assert.not.ok('hint' in checkDocument(of(passed()), 'en'));
});

test.run();
