import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { withProxy } from '../../lib/proxy/alertmanager.ts';
import { PROXY, way } from '../helpers/proxied.ts';

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

test('a configuration that can not be read is said to be in the way of the proxy, with its line', () => {
  assert.throws(() => withProxy('route: [', way()), /^Setting the proxy in alertmanager\.yaml: line 1/);
  assert.throws(() => withProxy('route: *no', way()), /^Setting the proxy in alertmanager\.yaml: /);
});

test.run();
