import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { asMap, fieldAt } from '../../lib/manifests/field.ts';
import { CASES, RULES } from '../helpers/cases/etcd-rules.ts';

test('every alert has a case in which it fires', () => {
  const fired = new Set(Object.values(CASES).flatMap(({ fires }) => fires.map((line) => line.split(' ', 2).join(' '))));
  const written = RULES.map((rule) => `${rule.alert} ${fieldAt(rule, 'labels', 'severity')}`);
  assert.equal([...fired].sort(), written.sort());
});

test('every alert keeps clusters apart and has words and a severity', () => {
  for (const rule of RULES) {
    const { alert, expr, annotations, labels } = rule;
    assert.match(String(fieldAt(annotations, 'summary')), /^\S.+\.$/, String(alert));
    assert.match(String(fieldAt(annotations, 'description')), /^\S.+\.$/, String(alert));
    assert.ok(['warning', 'critical'].includes(String(asMap(labels).severity)), String(alert));
    for (const grouping of String(expr).match(/\bby \([^)]*\)/g) ?? []) assert.match(grouping, 'cluster, job');
  }
});

test.run();
