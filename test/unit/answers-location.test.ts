import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { formatLocation, parseLocation } from '../../lib/answers/location.ts';
import { editDistance, nearest } from '../../lib/answers/nearest.ts';

test('a place is written as it is read', () => {
  for (const location of [['a'], ['a', 'b', 0, 'c'], ['a', 'x.y/z', 12, 3], ['a=b', 'c[d]', 'e\\f']]) {
    assert.equal(parseLocation(formatLocation(location)), location);
  }
  assert.is(formatLocation(['alerting', 'receivers', 0, 'name']), 'alerting.receivers[0].name');
  assert.equal(parseLocation('a[].b'), ['a', 0, 'b']);
  assert.equal(parseLocation('a.0.b'), ['a', '0', 'b']);
});

test('what is no place is refused', () => {
  for (const bad of ['', '.', 'a.', '.a', 'a..b', 'a[x]', 'a[1', 'a]', 'a[0]b', 'a.[0]', 'a=b']) {
    assert.is(parseLocation(bad), undefined, bad);
  }
});

test('the nearest key is found, a far one is not', () => {
  const keys = ['className', 'prometheus', 'alertmanager', 'grafana'];
  assert.is(nearest('clasName', keys), 'className');
  assert.is(nearest('classname', keys), 'className');
  assert.is(nearest('promehteus', keys), 'prometheus');
  assert.is(nearest('sizes', keys), undefined);
  assert.is(editDistance('abcd', 'abdc'), 1);
  assert.is(editDistance('kitten', 'sitting'), 3);
  assert.is(editDistance('', 'abc'), 3);
});

test.run();
