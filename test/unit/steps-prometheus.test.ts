import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { problemsOf } from '../../lib/answers/validate.ts';
import { RunbookError } from '../../lib/errors.ts';
import { configChecksum } from '../../lib/grafana/checksum.ts';
import type { Json, KubeObject, Manifest } from '../../lib/kubernetes/object.ts';
import { asList, asMap, fieldAt, withField } from '../../lib/manifests/field.ts';
import { replaceObject, requireManifest } from '../../lib/manifests/find.ts';
import { millisecondsOf } from '../../lib/prometheus/duration.ts';
import { scrapedEvery } from '../../lib/prometheus/scrape-interval.ts';
import { loadStack } from '../../lib/stack/load.ts';
import type { Input } from '../../lib/step.ts';
import { prometheus as step } from '../../steps/5.3-prometheus.ts';
import { inputOf, MINIATURE, PRESENT } from '../helpers/stack.ts';

const customise = (input: Input, manifests = input.stack.manifests) => step.customise?.(manifests, input) ?? [];
const spec = (manifests: readonly Manifest[], kind: string, name: string, ...path: string[]) =>
  fieldAt(requireManifest(manifests, kind, name).object, 'spec', ...path);
const changed = (before: readonly Manifest[], after: readonly Manifest[]) =>
  after.filter((manifest, i) => manifest !== before[i]).map(({ object }) => `${object.kind} ${object.metadata.name}`);
const monitor = (...endpoints: Json[]): KubeObject => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'ServiceMonitor',
  metadata: { name: 'x' },
  spec: { endpoints },
});
const times = (object: KubeObject) =>
  asList(fieldAt(object, 'spec', 'endpoints')).map((endpoint) => {
    const { interval, scrapeTimeout } = asMap(endpoint);
    return [interval, scrapeTimeout];
  });

test('durations are read as Prometheus writes them', () => {
  const read = ['30s', '1m30s', '1d12h', '500ms', '1y', '0'].map(millisecondsOf);
  assert.equal(read, [30_000, 90_000, 129_600_000, 500, 31_536_000_000, 0]);
  for (const none of ['', '30', 's', '1h ', '1.5h']) assert.ok(Number.isNaN(millisecondsOf(none)), none);
});

for (const folder of PRESENT) {
  test(`${folder}: nothing answered, nothing touched`, async () => {
    const input = inputOf(await loadStack(folder));
    assert.ok(step.leftOut?.(input));
    assert.equal(changed(input.stack.manifests, customise(input)), []);
    for (const { object } of input.stack.manifests) assert.is(step.everywhere?.(object, input), object);
    assert.equal(step.desired?.(input, input.stack.manifests), []);
  });

  test(`${folder}: only what is answered changes, and twice is once`, async () => {
    const resources = { requests: { cpu: '500m' }, limits: { memory: '4Gi' } };
    const input = inputOf(await loadStack(folder), { prometheus: { replicas: 3, resources } });
    const before = JSON.stringify(input.stack.manifests);
    const once = customise(input);
    assert.is(step.leftOut?.(input), undefined);
    assert.equal(changed(input.stack.manifests, once), ['Prometheus k8s']);
    assert.is(spec(once, 'Prometheus', 'k8s', 'replicas'), 3);
    assert.equal(spec(once, 'Prometheus', 'k8s', 'resources'), {
      requests: { memory: '400Mi', cpu: '500m' },
      limits: { memory: '4Gi' },
    });
    assert.equal(customise(input, once), once);
    assert.is(JSON.stringify(input.stack.manifests), before);
  });

  test(`${folder}: one replica leaves room to drain its node`, async () => {
    const input = inputOf(await loadStack(folder), { prometheus: { replicas: 1 } });
    const after = customise(input);
    assert.equal(changed(input.stack.manifests, after).sort(), [
      'PodDisruptionBudget prometheus-k8s',
      'Prometheus k8s',
    ]);
    assert.is(spec(after, 'PodDisruptionBudget', 'prometheus-k8s', 'minAvailable'), 0);
    assert.is(step.notes?.(input).length, 1);
  });

  test(`${folder}: an interval holds for every target, no timeout outlasts it`, async () => {
    for (const interval of ['1m', '12s', '3s']) {
      const input = inputOf(await loadStack(folder), { prometheus: { scrapeInterval: interval } });
      const after = customise(input).map(({ object }) => step.everywhere?.(object, input) ?? object);
      const monitors = after.filter(({ kind }) => kind === 'ServiceMonitor');
      const all = monitors.flatMap(times);
      assert.ok(all.length > 10);
      // The stack's /metrics/slis are scraped every 5 s on purpose.
      const fast = millisecondsOf(interval) > 5000 ? ['5s', interval] : [interval];
      // Where a monitor names none (the operator's own), Prometheus' default holds.
      assert.equal([...new Set(all.map(([own]) => String(own ?? interval)))].sort(), fast.sort());
      for (const [own, timeout] of all)
        assert.ok(timeout === undefined || millisecondsOf(String(timeout)) <= millisecondsOf(String(own ?? interval)));
      const cr = after.find(({ kind }) => kind === 'Prometheus');
      assert.is(fieldAt(cr, 'spec', 'scrapeInterval'), interval);
      assert.is(fieldAt(cr, 'spec', 'evaluationInterval'), undefined);
    }
  });

  test(`${folder}: Grafana is told of the interval and restarted by it`, async () => {
    const input = inputOf(await loadStack(folder), { prometheus: { scrapeInterval: '1m' } });
    const path = ['template', 'metadata', 'annotations', 'checksum/grafana-datasources'];
    const { manifests } = input.stack;
    const checksum = spec(manifests, 'Deployment', 'grafana', ...path);
    if (folder !== MINIATURE)
      assert.is(configChecksum(requireManifest(manifests, 'Secret', 'grafana-datasources').object), checksum);
    const after = customise(input);
    assert.is.not(spec(after, 'Deployment', 'grafana', ...path), checksum);
    const secret = requireManifest(after, 'Secret', 'grafana-datasources').object;
    const [source] = JSON.parse(String(fieldAt(secret, 'stringData', 'datasources.yaml'))).datasources;
    assert.equal(source.jsonData, { timeInterval: '1m' });
    assert.is(source.version, undefined);
    assert.is(source.url, 'http://prometheus-k8s.monitoring.svc:9090');
    assert.equal(customise(input, after), after);
  });
}

test("a stack's other values stay beside the answers, and its other data sources", async () => {
  const stack = await loadStack(MINIATURE);
  const files = {
    'a.yaml': Buffer.from(
      'datasources:\n  # kept\n  - { name: p, type: prometheus, url: http://prometheus-k8s:9090, jsonData: { httpMethod: POST } }\n  - { name: l, type: loki, url: http://loki }\n',
    ).toString('base64'),
  };
  const edited = replaceObject(stack.manifests, 'Prometheus', 'k8s', (object) =>
    withField(object, ['spec'], {
      ...asMap(object.spec),
      replicas: 5,
      scrapeTimeout: '50s',
      resources: { requests: { cpu: '1', memory: '1Gi' }, claims: [] },
    }),
  );
  const other = replaceObject(edited, 'Secret', 'grafana-datasources', ({ stringData: _, ...secret }) => ({
    ...secret,
    data: files,
  }));
  const answers = { resources: { requests: { memory: '2Gi' } }, scrapeInterval: '40s' };
  const input = inputOf({ ...stack, manifests: other }, { prometheus: answers });
  const after = customise(input);
  const wanted = { requests: { cpu: '1', memory: '2Gi' }, claims: [] };
  assert.is(spec(after, 'Prometheus', 'k8s', 'replicas'), 5);
  assert.is(spec(after, 'Prometheus', 'k8s', 'scrapeTimeout'), '40s');
  assert.equal(spec(after, 'Prometheus', 'k8s', 'resources'), wanted);
  const encoded = fieldAt(requireManifest(after, 'Secret', 'grafana-datasources').object, 'data', 'a.yaml');
  const yaml = Buffer.from(String(encoded), 'base64').toString();
  assert.match(yaml, '# kept');
  assert.equal(
    parse(yaml).datasources.map((source: { jsonData: Json }) => source.jsonData),
    [{ httpMethod: 'POST', timeInterval: '40s' }, undefined],
  );
});

test('more requested than the limit is refused, the limit of the stack included', async () => {
  const stack = await loadStack(MINIATURE);
  const limited = replaceObject(stack.manifests, 'Prometheus', 'k8s', (object) =>
    withField(object, ['spec', 'resources', 'limits'], { cpu: '1', memory: '2Gi' }),
  );
  const ask = (cpu: string, memory: string) =>
    customise(inputOf({ ...stack, manifests: limited }, { prometheus: { resources: { requests: { cpu, memory } } } }));
  ask('1000m', '2048Mi');
  try {
    ask('1500m', '3G');
    assert.unreachable();
  } catch (error) {
    assert.instance(error, RunbookError);
    assert.is((error as RunbookError).exit, 2);
    assert.match((error as RunbookError).message, /cpu requests 1500m, over its limit of 1.*memory requests 3G/);
  }
});

test('a budget that cannot be drained is loosened, and no other', async () => {
  const stack = await loadStack(MINIATURE);
  const kept = (minAvailable: Json, replicas: number) => {
    const manifests = replaceObject(stack.manifests, 'PodDisruptionBudget', 'prometheus-k8s', (object) =>
      withField(object, ['spec', 'minAvailable'], minAvailable),
    );
    const after = customise(inputOf({ ...stack, manifests }, { prometheus: { replicas } }));
    return spec(after, 'PodDisruptionBudget', 'prometheus-k8s', 'minAvailable');
  };
  assert.is(kept(1, 2), 1);
  assert.is(kept(2, 2), 1);
  assert.is(kept('50%', 1), 0);
  assert.is(kept('50%', 2), '50%');
  const without = stack.manifests.filter(({ object }) => object.kind !== 'PodDisruptionBudget');
  assert.is(
    customise(inputOf({ ...stack, manifests: without }, { prometheus: { replicas: 1 } })).length,
    without.length,
  );
});

test('monitors: what has no interval has the default one, what is fast stays, timeouts are cut', () => {
  const every = (interval: string, ...endpoints: Json[]) => times(scrapedEvery(monitor(...endpoints), interval));
  assert.equal(every('1m', {}, { scrapeTimeout: '90s' }), [
    [undefined, undefined],
    [undefined, '1m'],
  ]);
  assert.equal(every('20s', { interval: '30s', scrapeTimeout: '30s' }, { interval: '5s', scrapeTimeout: '8s' }), [
    ['20s', '20s'],
    ['5s', '5s'],
  ]);
  assert.equal(every('2s', { interval: '5s' }), [['2s', undefined]]);
  const same = monitor({ interval: '30s', scrapeTimeout: '10s' }, {});
  assert.is(scrapedEvery(same, '30s'), same);
  const pods = { ...monitor(), kind: 'PodMonitor', spec: { podMetricsEndpoints: [{ interval: '30s' }] } };
  assert.equal(scrapedEvery(pods, '1m').spec, { podMetricsEndpoints: [{ interval: '1m' }] });
});

test('what cannot be is refused with where it stands', () => {
  const problems = (prometheus: object) => problemsOf({ prometheus }).map((p) => p.location.join('.'));
  assert.equal(problems({ replicas: 0 }), ['prometheus.replicas']);
  assert.equal(problems({ scrapeInterval: '0s' }), ['prometheus.scrapeInterval']);
  assert.equal(problems({ resources: { requests: { memory: '2 GB' } } }), ['prometheus.resources.requests.memory']);
  const url = 'https://a.example.com';
  const secret = { env: 'X' };
  assert.equal(problems({ remoteWrite: [{ url }, { url, name: 'b' }] }), []);
  assert.equal(problems({ remoteWrite: [{ url }, { url }] }), ['prometheus.remoteWrite']);
  assert.equal(
    problems({
      remoteWrite: [
        { url, name: 'a' },
        { url: `${url}/b`, name: 'a' },
      ],
    }),
    ['prometheus.remoteWrite'],
  );
  const both = { url, bearerToken: secret, basicAuth: { username: 'u', password: secret } };
  assert.equal(problems({ remoteWrite: [both] }), ['prometheus.remoteWrite.0']);
});

test.run();
