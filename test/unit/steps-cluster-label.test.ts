import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fieldAt, withField } from '../../lib/manifests/field.ts';
import { replaceObject, requireManifest } from '../../lib/manifests/find.ts';
import { loadStack } from '../../lib/stack/load.ts';
import type { Input } from '../../lib/step.ts';
import { clusterLabel } from '../../steps/5.3-cluster-label.ts';
import { inputOf, MINIATURE, PRESENT } from '../helpers/stack.ts';

const customise = (input: Input, manifests = input.stack.manifests) => clusterLabel.customise?.(manifests, input) ?? [];
const labelsOf = (manifests: Parameters<typeof requireManifest>[0]) =>
  fieldAt(requireManifest(manifests, 'Prometheus', 'k8s').object, 'spec', 'externalLabels');

for (const folder of PRESENT) {
  test(`${folder}: the cluster's name becomes a label, once`, async () => {
    const input = inputOf(await loadStack(folder), { cluster: { name: 'prod-1' } });
    const before = JSON.stringify(input);
    const once = customise(input);
    assert.equal(labelsOf(once), { cluster: 'prod-1' });
    assert.equal(customise(input, once), once);
    assert.is(JSON.stringify(input), before);
  });
}

test('other labels stay', async () => {
  const input = inputOf(await loadStack(MINIATURE), { cluster: { name: 'prod-1' } });
  const labelled = replaceObject(input.stack.manifests, 'Prometheus', 'k8s', (object) =>
    withField(object, ['spec', 'externalLabels'], { region: 'seoul', cluster: 'old' }),
  );
  assert.equal(labelsOf(customise(input, labelled)), { region: 'seoul', cluster: 'prod-1' });
});

test('without a name the step is left out and says so', async () => {
  const input = inputOf(await loadStack(MINIATURE));
  assert.match(clusterLabel.leftOut?.(input)?.en ?? '', 'cluster.name');
  assert.equal(customise(input), input.stack.manifests);
});

test.run();
