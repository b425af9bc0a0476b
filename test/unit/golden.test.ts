import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { goldenFiles, orphans, readGolden } from '../helpers/golden/files.ts';

const HINT = 'node test/golden.ts --write';

for (const { file, golden } of await goldenFiles()) {
  test(file, async () => {
    const expected = readGolden(file);
    assert.ok(expected, `there is no test/golden/${file}; ${HINT} makes it`);
    assert.equal(await golden(), expected);
  });
}

test('every golden file has its row and its stack', () => {
  assert.equal(orphans(), [], `${HINT} removes them`);
});

test.run();
