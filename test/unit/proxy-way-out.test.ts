import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { goesDirect } from '../../lib/proxy/direct.ts';
import { proxyFor } from '../../lib/proxy/way-out.ts';
import { PROXY, way } from '../helpers/proxied.ts';

const PLAIN = 'http://plain.example.com:3128';

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

test.run();
