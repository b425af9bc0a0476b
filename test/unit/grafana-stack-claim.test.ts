import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fieldAt, withField } from '../../lib/manifests/field.ts';
import { replaceObject, requireManifest } from '../../lib/manifests/find.ts';
import type { Stack } from '../../lib/stack.ts';
import type { Input } from '../../lib/step.ts';
import { grafanaPvc } from '../../steps/4.4-grafana-pvc.ts';
import { grafanaConfig } from '../../steps/5.3-grafana-config.ts';
import { manifests } from '../../steps/5.4-manifests.ts';
import { claim, GRAFANA, inputFor, miniature, stackOf, wanted } from '../helpers/grafana-manifests.ts';
import { inputOf } from '../helpers/stack.ts';

/** The miniature stack with Grafana's data in this claim, as its Deployment has it. */
function mounting(claimName: string, more: Partial<Stack> = {}): Stack {
  const persistentVolumeClaim = { claimName };
  const manifests = replaceObject(miniature.manifests, 'Deployment', 'grafana', (object) => {
    const volumes = fieldAt(object, 'spec', 'template', 'spec', 'volumes') as { name: string }[];
    const edited = volumes.map((each) =>
      each.name === 'grafana-storage' ? { name: each.name, persistentVolumeClaim } : each,
    );
    return withField(object, ['spec', 'template', 'spec', 'volumes'], edited);
  });
  return { ...miniature, preliminary: [], manifests, ...more };
}

function mountedIn(input: Input): string {
  const edited = grafanaConfig.customise?.(input.stack.manifests, input) ?? [];
  return JSON.stringify(
    fieldAt(requireManifest(edited, 'Deployment', 'grafana').object, 'spec', 'template', 'spec', 'volumes'),
  );
}

test('the claim is the one that Grafana’s pod mounts, else the one whose name says so', () => {
  const made = (stack: Stack) => {
    const input = inputFor(stack);
    const [object] = wanted(grafanaPvc, input);
    assert.ok(mountedIn(input).includes(`"claimName":"${object?.metadata.name}"`));
    return object?.metadata.name;
  };
  const [data, named, other] = [claim('a.yaml', 'data'), claim('b.yaml', 'my-grafana'), claim('c.yaml', 'other')];
  assert.is(made(mounting('data', { preliminary: [named, data, other] })), 'data');
  assert.is(made(stackOf(other, named)), 'my-grafana');
  assert.is(made(stackOf(other)), 'grafana-pvc');
  assert.is(made(mounting('theirs')), 'theirs', 'that of the Deployment, where the stack has no claim');
});

test('a claim that has its volume keeps its class and modes, which the API lets nobody change', () => {
  const live = { name: 'theirs', size: '10Gi', asked: '10Gi', className: 'slow', accessModes: ['ReadWriteMany'] };
  const spec = (bound: boolean) => {
    const input = inputOf(
      mounting('theirs'),
      { storage: { className: 'fast' }, grafana: GRAFANA },
      { claims: [{ ...live, bound }] },
    );
    return wanted(grafanaPvc, input)[0]?.spec;
  };
  assert.equal(
    [fieldAt(spec(true), 'storageClassName'), fieldAt(spec(true), 'accessModes')],
    ['slow', ['ReadWriteMany']],
  );
  assert.equal(
    [fieldAt(spec(false), 'storageClassName'), fieldAt(spec(false), 'accessModes')],
    ['fast', ['ReadWriteOnce']],
  );
});

test('a claim among the manifests is set to the answers as well, and applied once', () => {
  const ofManifests = claim('manifests/grafana-pvc.yaml', 'data');
  const base = mounting('data');
  const stack = { ...base, manifests: [...base.manifests, ofManifests] };
  const input = inputOf(stack, { storage: { className: 'fast' }, grafana: GRAFANA });
  assert.is(fieldAt(wanted(grafanaPvc, input)[0], 'spec', 'storageClassName'), 'fast');
  assert.equal(manifests.customise?.(stack.manifests, input), base.manifests);
});

test.run();
