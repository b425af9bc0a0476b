import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { parseAnswers, problemsOf } from '../../lib/answers/validate.ts';
import type { JsonMap, Manifest } from '../../lib/kubernetes/object.ts';
import { asList, asMap, fieldAt, withField } from '../../lib/manifests/field.ts';
import { replaceObject, requireManifest } from '../../lib/manifests/find.ts';
import { msteamsValues } from '../../lib/msteams/values.ts';
import { loadStack } from '../../lib/stack/load.ts';
import type { Input } from '../../lib/step.ts';
import { proxy as step } from '../../steps/5.3-proxy.ts';
import { receivers } from '../../steps/5.3-receivers.ts';
import { ANSWERS } from '../helpers/cases/proxied.ts';
import { PROXY, way } from '../helpers/proxied.ts';
import { inputOf, MINIATURE, PRESENT } from '../helpers/stack.ts';

const customise = (input: Input, manifests: readonly Manifest[] = input.stack.manifests) =>
  step.customise?.(manifests, input) ?? [];
const alertmanagerYaml = (manifests: readonly Manifest[]) =>
  String(fieldAt(requireManifest(manifests, 'Secret', 'alertmanager-main').object, 'stringData', 'alertmanager.yaml'));
/** By receiver and kind of integration, the proxy of each. */
function proxies(yaml: string): Record<string, unknown> {
  const pairs = asList(parse(yaml).receivers).flatMap((receiver) =>
    Object.entries(asMap(receiver)).flatMap(([field, list]) =>
      asList(list).map(
        (item) => [`${asMap(receiver).name} ${field}`, fieldAt(item, 'http_config', 'proxy_url')] as const,
      ),
    ),
  );
  return Object.fromEntries(pairs);
}
for (const folder of PRESENT) {
  test(`${folder}: without a proxy nothing is touched`, async () => {
    const input = inputOf(await loadStack(folder));
    assert.ok(step.leftOut?.(input));
    const after = customise(input);
    assert.ok(after.every((manifest, i) => manifest === input.stack.manifests[i]));
    assert.equal(step.notes?.(input), []);
  });

  test(`${folder}: with a proxy and nothing that leaves the cluster neither`, async () => {
    const input = inputOf(await loadStack(folder), { proxy: { https: PROXY } });
    const inside = { name: 'api', type: 'webhook', url: 'http://alert-receiver.tks.svc:8080/alerts' } as const;
    const { answers } = inputOf(input.stack, { ...ANSWERS, alerting: { receivers: [inside] } });
    const manifests = receivers.customise?.(input.stack.manifests, { ...input, answers }) ?? [];
    const after = customise({ ...input, answers }, manifests);
    const stackOut = Object.values(proxies(alertmanagerYaml(after))).filter(Boolean);
    if (stackOut.length === 0) assert.ok(after.every((manifest, i) => manifest === manifests[i]));
    assert.is(proxies(alertmanagerYaml(after))['api webhook_configs'], undefined);
  });

  test(`${folder}: what leaves goes through it, what stays inside doesn't`, async () => {
    const input = inputOf(await loadStack(folder), ANSWERS);
    const manifests = receivers.customise?.(input.stack.manifests, input) ?? [];
    const once = customise(input, manifests);
    assert.is(once.filter((manifest, i) => manifest !== manifests[i]).length, 1);
    const seen = proxies(alertmanagerYaml(once));
    assert.is(seen['native msteamsv2_configs'], PROXY);
    assert.is(seen['outside webhook_configs'], PROXY);
    for (const name of ['teams', 'api', 'direct']) assert.is(seen[`${name} webhook_configs`], undefined, name);
    assert.equal(customise(input, once), once);
  });
}

test('remote write takes it for targets outside, the stack’s as well', async () => {
  const stack = await loadStack(MINIATURE);
  const manifests = replaceObject(stack.manifests, 'Prometheus', 'k8s', (object) =>
    withField(
      object,
      ['spec', 'remoteWrite'],
      [
        { url: 'https://thanos.example.com', proxyFromEnvironment: true },
        { url: 'http://mimir.monitoring.svc:8080', proxyUrl: 'http://kept:1' },
      ],
    ),
  );
  const input = inputOf({ ...stack, manifests }, { proxy: { https: PROXY } });
  const after = customise(input);
  const [outside, inside] = asList(
    fieldAt(requireManifest(after, 'Prometheus', 'k8s').object, 'spec', 'remoteWrite'),
  ).map(asMap);
  assert.equal(outside, { url: 'https://thanos.example.com', proxyUrl: PROXY, noProxy: way().direct.join(',') });
  assert.equal(inside, { url: 'http://mimir.monitoring.svc:8080', proxyUrl: 'http://kept:1' });
  assert.equal(customise(input, after), after);
});

test('prometheus-msteams is told by variables, beside those of the stack', () => {
  const answers = parseAnswers({ proxy: { https: PROXY, noProxy: ['10.0.0.0/8'] } });
  const old: JsonMap = { extraEnvs: { TZ: 'Asia/Seoul', HTTPS_PROXY: 'http://old:1' } };
  const { values } = msteamsValues(answers, { stack: { msteamsValues: old } });
  const { NO_PROXY, ...envs } = asMap(values.extraEnvs);
  assert.equal(envs, { TZ: 'Asia/Seoul', HTTPS_PROXY: PROXY });
  assert.match(String(NO_PROXY), /(^|,)\.svc,.*,10\.0\.0\.0\/8$/);
  assert.is(msteamsValues(parseAnswers({}), { stack: { msteamsValues: old } }).values.extraEnvs, old.extraEnvs);
});

test('what no proxy helps with is said', async () => {
  const stack = await loadStack(MINIATURE);
  const oidc = { issuer: 'https://keycloak.example.com/realms/tks', clientId: 'g', clientSecret: { env: 'X' } };
  const grafana = { host: 'grafana.example.com', oidc };
  const mail = { name: 'mail', type: 'email', to: 'a@b.c', from: 'd@b.c', smarthost: 'smtp.b.c:587' } as const;
  const notes = (noProxy: string[]) =>
    step.notes?.(inputOf(stack, { grafana, proxy: { https: PROXY, noProxy }, alerting: { receivers: [mail] } })) ?? [];
  assert.match(
    notes([])
      .map(({ en }) => en)
      .join(' '),
    /smarthost of mail .* keycloak\.example\.com must be reachable/,
  );
  assert.is(notes(['keycloak.example.com']).length, 1);
});

test('a proxy that is none is refused', () => {
  const problems = (proxy: object) => problemsOf({ proxy }).map(({ location }) => location.join('.'));
  assert.equal(problems({ https: PROXY, noProxy: ['.a', 'b:80', '10.0.0.0/8', '[::1]:80', '*'] }), []);
  assert.equal(problems({ noProxy: ['x'] }), ['proxy']);
  assert.equal(problems({ https: 'proxy:3128' }), ['proxy.https']);
  const withPassword = new URL(PROXY);
  Object.assign(withPassword, { username: 'u', password: crypto.randomUUID() });
  assert.ok(problems({ https: withPassword.href }).every((place) => place === 'proxy.https'));
  assert.is.not(problems({ https: withPassword.href }).length, 0);
  assert.equal(problems({ https: PROXY, noProxy: ['a,b'] }), ['proxy.noProxy.0']);
  assert.equal(problems({ https: PROXY, noProxy: ['https://a'] }), ['proxy.noProxy.0']);
});

test('the Secret is the one that the stack’s Alertmanager reads', async () => {
  const { manifests } = await loadStack(MINIATURE);
  const renamed = replaceObject(manifests, 'Secret', 'alertmanager-main', (object) => ({
    ...object,
    metadata: { ...object.metadata, name: 'own-config' },
    stringData: {
      'alertmanager.yaml': JSON.stringify({
        route: { receiver: 'a' },
        receivers: [{ name: 'a', webhook_configs: [{ url: 'https://alerts.example.com' }] }],
      }),
    },
  }));
  const reading = replaceObject(renamed, 'Alertmanager', 'main', (object) =>
    withField(object, ['spec', 'configSecret'], 'own-config'),
  );
  const input = inputOf({ ...(await loadStack(MINIATURE)), manifests: reading }, { proxy: { https: PROXY } });
  const { stringData } = requireManifest(customise(input), 'Secret', 'own-config').object;
  assert.equal(proxies(String(asMap(stringData)['alertmanager.yaml'])), { 'a webhook_configs': PROXY });
});

test.run();
