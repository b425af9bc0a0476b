import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import { Sealed } from '../../lib/answers/secret.ts';
import { parseAnswers } from '../../lib/answers/validate.ts';
import type { Json } from '../../lib/kubernetes/object.ts';
import { asMap, fieldAt, withField } from '../../lib/manifests/field.ts';
import { replaceObject, requireManifest } from '../../lib/manifests/find.ts';
import type { Ports } from '../../lib/ports.ts';
import { withRemoteWrites } from '../../lib/prometheus/remote-write.ts';
import { needlessSecrets, remoteWriteSecrets } from '../../lib/prometheus/remote-write-secrets.ts';
import { loadStack } from '../../lib/stack/load.ts';
import { prometheus as step } from '../../steps/5.3-prometheus.ts';
import { inputOf, MINIATURE, PRESENT } from '../helpers/stack.ts';

type Written = NonNullable<NonNullable<AnswersFile['prometheus']>['remoteWrite']>;

const URL = 'https://thanos.example.com/api/v1/receive';
const targets = (...remoteWrite: Written) => parseAnswers({ prometheus: { remoteWrite } }).prometheus.remoteWrite ?? [];
const values: Record<string, string> = { P: crypto.randomUUID(), T: crypto.randomUUID() };
const ports = {
  secrets: { read: async (ref: object) => new Sealed(values[(ref as { env: string }).env] ?? '') },
} as unknown as Ports;
const decoded = (data: unknown) =>
  Object.fromEntries(
    Object.entries(asMap(data)).map(([key, value]) => [key, Buffer.from(String(value), 'base64').toString()]),
  );

for (const folder of PRESENT) {
  test(`${folder}: targets are added, twice is once`, async () => {
    const input = inputOf(await loadStack(folder), { prometheus: { remoteWrite: [{ url: URL, name: 'thanos' }] } });
    const customise = (manifests = input.stack.manifests) => step.customise?.(manifests, input) ?? [];
    const once = customise();
    const { object } = requireManifest(once, 'Prometheus', 'k8s');
    assert.equal(fieldAt(object, 'spec', 'remoteWrite'), [{ url: URL, name: 'thanos' }]);
    assert.is(once.filter((manifest, i) => manifest !== input.stack.manifests[i]).length, 1);
    assert.equal(customise(once), once);
    assert.equal(step.desired?.(input, once), []);
  });

  test(`${folder}: no field that this release's Prometheus doesn't have`, async () => {
    const stack = await loadStack(folder);
    const crd = stack.setup.find(({ object }) => object.metadata.name === 'prometheuses.monitoring.coreos.com');
    const { parse } = await import('yaml');
    const schema = parse(crd?.raw ?? '').spec.versions[0].schema.openAPIV3Schema;
    const item = fieldAt(schema, 'properties', 'spec', 'properties', 'remoteWrite', 'items', 'properties');
    // The miniature's CRDs take any field.
    if (item === undefined) return assert.is(folder, MINIATURE);
    const written = targets(
      { url: URL, name: 'a', basicAuth: { username: 'u', password: { env: 'P' } } },
      { url: URL, name: 'b', bearerToken: { env: 'T' } },
    );
    for (const [key, value] of withRemoteWrites([], written).flatMap((entry) => Object.entries(asMap(entry)))) {
      const fields = fieldAt(item, key, 'properties');
      assert.ok(fieldAt(item, key), key);
      if (fields) for (const inner of Object.keys(asMap(value))) assert.ok(fieldAt(fields, inner), `${key}.${inner}`);
    }
  });
}

test('what the stack writes to stays; the same name or URL is set to the answers', () => {
  const old: Json[] = [
    { url: 'https://a.example.com', queueConfig: { capacity: 1 }, bearerTokenFile: '/x' },
    { url: 'https://b.example.com', name: 'b', oauth2: {} },
    { url: 'https://c.example.com', name: 'c' },
  ];
  const written = targets(
    { url: 'https://a.example.com', bearerToken: { secret: 's', key: 'k' } },
    { url: 'https://moved.example.com', name: 'b' },
    { url: 'https://c.example.com', name: 'other' },
  );
  const after = withRemoteWrites(old, written);
  assert.equal(after, [
    {
      url: 'https://a.example.com',
      queueConfig: { capacity: 1 },
      authorization: { type: 'Bearer', credentials: { name: 's', key: 'k' } },
    },
    { url: 'https://moved.example.com', name: 'b' },
    { url: 'https://c.example.com', name: 'c' },
    { url: 'https://c.example.com', name: 'other' },
  ]);
  assert.equal(withRemoteWrites(after, written), after);
  assert.is(withRemoteWrites(old, [])[1], old[1]);
});

const OLD = {
  url: 'https://old.example.com/push',
  name: 'thanos',
  basicAuth: { username: { name: 'old', key: 'u' }, password: { name: 'old', key: 'p' } },
  tlsConfig: { ca: { secret: { name: 'old', key: 'ca' } } },
  headers: { 'X-Token': 'x' },
  queueConfig: { capacity: 1 },
  writeRelabelConfigs: [{ action: 'keep' }],
};

test('another server is sent no credentials of the one before, and is not told by its TLS; both are said', async () => {
  const { basicAuth, tlsConfig, headers, ...rest } = OLD;
  const moved = (more: Partial<Written[number]> = {}) =>
    targets({ url: URL, name: 'thanos', ...more } as Written[number]);
  assert.equal(withRemoteWrites([OLD], moved()), [{ ...rest, url: URL }]);
  const [own] = withRemoteWrites([OLD], moved({ bearerToken: { secret: 's', key: 'k' } })).map(asMap);
  assert.equal(Object.keys(own ?? {}).sort(), ['authorization', 'name', 'queueConfig', 'url', 'writeRelabelConfigs']);

  const said = async (...remoteWrite: Written) => {
    const stack = await loadStack(MINIATURE);
    const manifests = replaceObject(stack.manifests, 'Prometheus', 'k8s', (object) =>
      withField(object, ['spec', 'remoteWrite'], [OLD]),
    );
    return (step.notes?.(inputOf({ ...stack, manifests }, { prometheus: { remoteWrite } })) ?? []).map(({ en }) => en);
  };
  assert.equal(await said({ url: URL, name: 'thanos' }), [
    "The stack's remote write thanos moves from old.example.com to thanos.example.com and loses what was meant for the old server: basicAuth, tlsConfig, headers.",
  ]);
  assert.match(
    (await said({ url: URL, name: 'thanos', bearerToken: { env: 'T' } })).join(),
    /basicAuth, tlsConfig, headers/,
  );
  assert.equal(await said({ url: URL, name: 'other' }), []);
  assert.equal(await said({ url: 'https://old.example.com/api/v2/push', name: 'thanos' }), []);
});

test('another path of the same server keeps the way in', () => {
  const url = 'https://old.example.com/api/v2/push';
  assert.equal(withRemoteWrites([OLD], targets({ url, name: 'thanos' })), [{ ...OLD, url }]);
  const plain = 'http://old.example.com/push';
  assert.is(asMap(withRemoteWrites([OLD], targets({ url: plain, name: 'thanos' }))[0]).basicAuth, undefined);
});

test('secrets go into a Secret of ours, or are referred to where they are', async () => {
  const written = targets(
    { url: URL, name: 'own', basicAuth: { username: 'u', password: { env: 'P' } } },
    { url: URL, name: 'theirs', basicAuth: { username: 'u', password: { secret: 'vault', key: 'pw' } } },
    { url: URL, bearerToken: { env: 'T' } },
    { url: URL, name: 'open' },
  );
  const entries = withRemoteWrites([], written).map(asMap);
  assert.equal(entries[0]?.basicAuth, {
    username: { name: 'prometheus-remote-write-own', key: 'username' },
    password: { name: 'prometheus-remote-write-own', key: 'password' },
  });
  assert.equal(fieldAt(entries[1], 'basicAuth', 'password'), { name: 'vault', key: 'pw' });
  assert.equal(entries[3], { url: URL, name: 'open' });

  const wanted = remoteWriteSecrets(written);
  const [own, theirs, token, ...rest] = await Promise.all(
    wanted.map(async ({ object, complete }) => (complete ? await complete(ports) : object)),
  );
  assert.equal(rest, []);
  assert.equal(decoded(own?.data), { username: 'u', password: values.P });
  assert.equal(decoded(theirs?.data), { username: 'u' });
  assert.equal(decoded(token?.data), { token: values.T });
  assert.equal(fieldAt(entries[2], 'authorization', 'credentials'), { name: token?.metadata.name, key: 'token' });
  assert.match(token?.metadata.name ?? '', /^prometheus-remote-write-thanos\.example\.com-[0-9a-f]{8}$/);
  const planned = JSON.stringify([entries, wanted.map(({ object }) => object)]);
  for (const value of Object.values(values)) {
    assert.not.match(planned, value);
    assert.not.match(planned, Buffer.from(value).toString('base64'));
  }
});

test('a target without a name has a Secret of its own all the same', () => {
  const bearerToken = { env: 'T' };
  const hosts = [
    'https://a.example.com/1',
    'https://a.example.com/2',
    'https://[::1]:9090/',
    `https://${'a.'.repeat(60)}b/`,
  ];
  const names = remoteWriteSecrets(targets(...hosts.map((url) => ({ url, bearerToken })))).map(
    ({ object }) => object.metadata.name,
  );
  assert.is(new Set(names).size, 4);
  for (const name of names) assert.match(name, /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/);
});

test('Secrets of targets that are gone go too', () => {
  const written = targets({ url: URL, name: 'a', bearerToken: { env: 'T' } }, { url: URL, name: 'open' });
  const remoteWriteSecrets = ['a', 'b', 'open'].map((name) => `prometheus-remote-write-${name}`);
  const { facts } = inputOf({} as never, {}, { remoteWriteSecrets });
  assert.equal(
    needlessSecrets(written, facts.cluster).map(({ metadata }) => metadata.name),
    ['prometheus-remote-write-b', 'prometheus-remote-write-open'],
  );
  assert.equal(needlessSecrets([], inputOf({} as never).facts.cluster), []);
});

test("no target of ours leaves the stack's list untouched", async () => {
  const stack = await loadStack(MINIATURE);
  const manifests = replaceObject(stack.manifests, 'Prometheus', 'k8s', (object) =>
    withField(object, ['spec', 'remoteWrite'], [{ url: URL }]),
  );
  const input = inputOf({ ...stack, manifests }, { prometheus: { remoteWrite: [] } });
  const after = step.customise?.(manifests, input) ?? [];
  assert.ok(after.every((manifest, i) => manifest === manifests[i]));
});

test.run();
