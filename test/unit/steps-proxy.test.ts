import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import { parseAnswers, problemsOf } from '../../lib/answers/validate.ts';
import type { ClusterFacts } from '../../lib/facts.ts';
import type { JsonMap, Manifest } from '../../lib/kubernetes/object.ts';
import { asList, asMap, fieldAt, withField } from '../../lib/manifests/field.ts';
import { replaceObject, requireManifest } from '../../lib/manifests/find.ts';
import { msteamsValues } from '../../lib/msteams/values.ts';
import { withProxy } from '../../lib/proxy/alertmanager.ts';
import { goesDirect } from '../../lib/proxy/direct.ts';
import { proxyFor, type WayOut, wayOut } from '../../lib/proxy/way-out.ts';
import { loadStack } from '../../lib/stack/load.ts';
import type { Input } from '../../lib/step.ts';
import { proxy as step } from '../../steps/5.3-proxy.ts';
import { receivers } from '../../steps/5.3-receivers.ts';
import { ANSWERS, PROXY } from '../helpers/cases/proxied.ts';
import { inputOf, MINIATURE, PRESENT } from '../helpers/stack.ts';

const PLAIN = 'http://plain.example.com:3128';
const way = (proxy: AnswersFile['proxy'] = { https: PROXY }, cluster: Partial<ClusterFacts> = {}): WayOut => {
  const found = wayOut(parseAnswers({ ...(proxy && { proxy }) }), cluster);
  assert.ok(found);
  return found;
};
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

test("every kind of integration, and the stack's own settings of it", () => {
  const yaml = [
    'global:',
    '  http_config: { tls_config: { insecure_skip_verify: true } } # kept',
    'route: { receiver: a }',
    'receivers:',
    '  - name: a # kept too',
    '    slack_configs: [{ api_url_file: /x }]',
    '    pagerduty_configs: [{ routing_key_file: /x, http_config: { proxy_from_environment: true } }]',
    '    email_configs: [{ to: a@example.com }]',
    '    webhook_configs:',
    '      - url: http://prometheus-msteams:2000/alert1',
    '      - url: https://old.example.com',
    '        http_config: { proxy_url: http://old:1, no_proxy: x, follow_redirects: false }',
    '      - url_file: /etc/x',
    '  - name: b',
  ].join('\n');
  const edited = withProxy(yaml, way());
  const { global, receivers: list } = parse(edited);
  const [a, b] = list;
  const through = { proxy_url: PROXY, no_proxy: way().direct.join(',') };
  const tls = { tls_config: { insecure_skip_verify: true } };
  assert.equal(a.slack_configs, [{ api_url_file: '/x', http_config: { ...tls, ...through } }]);
  assert.equal(a.pagerduty_configs, [{ routing_key_file: '/x', http_config: through }]);
  assert.equal(a.email_configs, [{ to: 'a@example.com' }]);
  assert.equal(a.webhook_configs, [
    { url: 'http://prometheus-msteams:2000/alert1' },
    { url: 'https://old.example.com', http_config: { follow_redirects: false, ...through } },
    { url_file: '/etc/x', http_config: { ...tls, ...through } },
  ]);
  assert.equal([global, b], [{ http_config: tls }, { name: 'b' }]);
  assert.match(edited, '# kept');
  assert.is(withProxy(edited, way()), edited);
});

test("another environment's proxy for everything gives way; anchors don't break", () => {
  const yaml = [
    'global: { http_config: { proxy_url: http://old:1 } }',
    'route: { receiver: a }',
    'receivers:',
    '  - { name: a, webhook_configs: [{ url: https://x.example.com, http_config: &own { follow_redirects: true } }] }',
    '  - { name: b, webhook_configs: [{ url: http://in.ns.svc, http_config: *own }] }',
  ].join('\n');
  const { global, receivers: list } = parse(withProxy(yaml, way()));
  assert.is(global.http_config.proxy_url, PROXY);
  assert.match(global.http_config.no_proxy, '.svc');
  assert.is(list[0].webhook_configs[0].http_config.proxy_url, PROXY);
  assert.equal(list[1].webhook_configs[0].http_config, { follow_redirects: true });
});

test('which proxy a URL takes', () => {
  const cluster = { namespaces: ['tks', 'monitoring'], inside: { ranges: ['10.233.0.0/18'], domain: 'k8s.corp' } };
  const both = way({ https: PROXY, http: PLAIN, noProxy: ['192.0.2.7', 'direct.example.com:8443'] }, cluster);
  const table: [string | undefined, string | undefined][] = [
    [undefined, PROXY],
    ['https://a.example.com', PROXY],
    ['http://a.example.com', PLAIN],
    ['http://prometheus-msteams:2000/alert1', undefined],
    ['http://prometheus-msteams.monitoring:2000/alert1', undefined],
    ['http://receiver.tks:8080', undefined],
    ['http://receiver.other:8080', PLAIN],
    ['https://receiver.tks.svc', undefined],
    ['https://receiver.tks.svc.cluster.local', undefined],
    ['https://receiver.tks.svc.k8s.corp', undefined],
    ['http://10.233.1.2:9090', undefined],
    ['http://10.234.1.2:9090', PLAIN],
    ['https://127.0.0.1', undefined],
    ['https://[::1]:1', undefined],
    ['https://[2001:db8::1]', PROXY],
    ['https://192.0.2.7', undefined],
    ['https://direct.example.com:8443', undefined],
    ['https://direct.example.com', PROXY],
  ];
  for (const [url, proxy] of table) assert.is(proxyFor(url, both), proxy, url);
  assert.is(proxyFor('http://a.example.com', way({ https: PROXY })), undefined);
  assert.is(proxyFor('https://a.example.com', way({ http: PLAIN })), undefined);
});

test('NO_PROXY is read as programs in Go read it', () => {
  const table: [string, string, boolean][] = [
    ['https://a.example.com', 'example.com', true],
    ['https://example.com', 'example.com', true],
    ['https://example.com', '.example.com', false],
    ['https://a.example.com', '*.example.com', true],
    ['https://badexample.com', 'example.com', false],
    ['https://A.example.com', 'EXAMPLE.com', true],
    ['https://x', '*', true],
    ['https://10.1.2.3', '10.0.0.0/8', true],
    ['https://11.1.2.3', '10.0.0.0/8', false],
    ['https://[fd00::1]', 'fd00::/8', true],
    ['https://[fd00::1]:8443', '[fd00::1]:8443', true],
    ['https://10.1.2.3', 'fd00::/8', false],
    ['https://10.1.2.3', '10.0.0.0/99', false],
    ['https://10.1.2.3:8080', '10.1.2.3:80', false],
    ['http://10.1.2.3', '10.1.2.3:80', true],
  ];
  for (const [url, entry, direct] of table) assert.is(goesDirect(url, [entry]), direct, `${url} ${entry}`);
});

test('a configuration that can not be read is said to be in the way of the proxy, with its line', () => {
  assert.throws(() => withProxy('route: [', way()), /^Setting the proxy in alertmanager\.yaml: line 1/);
  assert.throws(() => withProxy('route: *no', way()), /^Setting the proxy in alertmanager\.yaml: /);
});

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
