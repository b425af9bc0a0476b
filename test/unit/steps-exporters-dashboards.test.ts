import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import { loadStack } from '../../lib/stack/load.ts';
import { exporters } from '../../steps/5.5-exporters.ts';
import { inputOf, MINIATURE, PRESENT } from '../helpers/stack.ts';

const MYSQLD = { name: 'orders', host: 'mariadb.db', user: 'exporter', password: { env: 'MYSQL' } };
const REDIS = { name: 'cache', address: 'redis://redis.cache:6379' };

const watched: AnswersFile['exporters'][] = [undefined, { mysqld: [MYSQLD] }, { redis: [REDIS] }];
for (const folder of PRESENT) {
  test(`${folder}: a dashboard for each kind that has targets, and gone with the last of them`, async () => {
    const stack = await loadStack(folder);
    for (const answers of [...watched, { mysqld: [MYSQLD], redis: [REDIS] }]) {
      const input = inputOf(stack, { exporters: answers });
      const kinds = Object.keys(answers ?? {}).map((kind) => `grafana-dashboard-${kind}`);
      const after = exporters.customise?.(stack.manifests, input) ?? [];
      const added = after.filter(({ file }) => file.startsWith('configs/')).map(({ object }) => object.metadata.name);
      assert.equal(added, kinds);
      const all = ['grafana-dashboard-mysqld', 'grafana-dashboard-redis'];
      const gone = exporters.obsolete?.(input).map(({ metadata }) => metadata.name);
      assert.equal(
        gone,
        all.filter((name) => !kinds.includes(name)),
      );
    }
  });
}

test("a stack's own dashboard of that name is never taken away", async () => {
  const stack = await loadStack(MINIATURE);
  const metadata = { name: 'grafana-dashboard-redis', namespace: 'monitoring' };
  const theirs = { file: 'x.yaml', object: { apiVersion: 'v1', kind: 'ConfigMap', metadata } };
  const input = inputOf({ ...stack, manifests: [...stack.manifests, theirs] });
  assert.equal(
    exporters.obsolete?.(input).map((object) => object.metadata.name),
    ['grafana-dashboard-mysqld'],
  );
});

test.run();
