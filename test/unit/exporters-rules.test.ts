import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { asList, asMap } from '../../lib/manifests/field.ts';
import { exporterGroups } from '../helpers/cases/exporter-rules.ts';

test('targets of a kind have groups and alerts of their own', async () => {
  const names = (await exporterGroups()).map((group) => String(asMap(group).name));
  assert.is(new Set(names).size, 4);
  for (const group of await exporterGroups()) {
    const { name, rules } = asMap(group);
    for (const rule of asList(rules)) assert.match(String(asMap(rule).expr), `service="${name}"`);
  }
});

test.run();
