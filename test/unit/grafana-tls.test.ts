import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Sealed } from '../../lib/answers/secret.ts';
import { checkTls } from '../../lib/grafana/tls.ts';
import { grafanaCertificate } from '../../steps/3.4-grafana-certificate.ts';
import { makeIssued } from '../helpers/issued.ts';
import { hasOpenssl, temporaryFolder } from '../helpers/openssl.ts';
import { filePorts } from '../helpers/ports.ts';
import { bareStack, inputOf } from '../helpers/stack.ts';

const HOST = { grafana: { host: 'grafana.example.com' } };

/** A server's certificate that signed itself. */
function makeLeaf(folder: string, name: string, hosts: readonly string[]): void {
  makeIssued(folder, { name, hosts });
}

const withOpenssl = hasOpenssl() ? test : test.skip;

withOpenssl('a certificate from files is checked, then written whole', async () => {
  const folder = temporaryFolder();
  try {
    makeLeaf(folder.path, 'good', ['grafana.example.com']);
    makeLeaf(folder.path, 'other', ['other.example.com']);
    makeLeaf(folder.path, 'wild', ['*.example.com']);
    makeLeaf(folder.path, 'address', ['10.0.0.21']);
    const complete = async (cert: string, key: string, grafana: object = HOST.grafana) => {
      const certificate = { source: 'files' as const, cert: join(folder.path, cert), key: join(folder.path, key) };
      const input = inputOf(await bareStack(), { grafana: { ...grafana, certificate } });
      return grafanaCertificate.desired?.(input, [])[0]?.complete?.(filePorts());
    };
    const refused = (cert: string, key: string) => complete(cert, key).then(() => 'taken', String);
    const secret = await complete('good.crt', 'good.key');
    assert.is(secret?.type, 'kubernetes.io/tls');
    assert.is(secret?.metadata.name, 'grafana-tls');
    assert.equal(Object.keys(secret?.data ?? {}), ['tls.crt', 'tls.key']);
    assert.is(await refused('wild.crt', 'wild.key'), 'taken');
    const direct = { host: '10.0.0.21', expose: 'none' };
    assert.is((await complete('address.crt', 'address.key', direct))?.type, 'kubernetes.io/tls');
    const named = complete('good.crt', 'good.key', direct);
    assert.match(await named.then(String, String), /isn't for 10\.0\.0\.21/);
    assert.match(await refused('good.crt', 'other.key'), /isn't the key/);
    assert.match(await refused('other.crt', 'other.key'), /isn't for grafana\.example\.com/);
    assert.match(await refused('good.key', 'good.key'), /good\.key/);
    assert.match(await refused('good.crt', 'good.crt'), /good\.crt/);
  } finally {
    folder.remove();
  }
});

withOpenssl('a certificate that is over, or not yet begun, is refused', () => {
  const folder = temporaryFolder();
  try {
    makeLeaf(folder.path, 'tls', ['grafana.example.com']);
    const [certificatePath, keyPath] = [join(folder.path, 'tls.crt'), join(folder.path, 'tls.key')];
    const key = new Sealed(readFileSync(keyPath, 'utf8'));
    const check = (days: number) => () =>
      checkTls(
        readFileSync(certificatePath, 'utf8'),
        key,
        { certificatePath, keyPath, host: 'grafana.example.com' },
        new Date(Date.now() + days * 86_400_000),
      );
    assert.not.throws(check(0.5));
    assert.throws(check(2), /not now/);
    assert.throws(check(-2), /not now/);
  } finally {
    folder.remove();
  }
});

withOpenssl('what a client would refuse is refused before: wrong kinds, broken chains, dates of any of them', () => {
  const folder = temporaryFolder();
  try {
    const hosts = ['grafana.example.com'];
    makeIssued(folder.path, { name: 'root', isCa: true });
    makeIssued(folder.path, { name: 'middle', isCa: true, issuer: 'root' });
    makeIssued(folder.path, { name: 'short', isCa: true, issuer: 'root', days: 1 });
    makeIssued(folder.path, { name: 'leaf', hosts, issuer: 'middle', usage: 'serverAuth,clientAuth' });
    makeIssued(folder.path, { name: 'brief', hosts, issuer: 'short' });
    makeIssued(folder.path, { name: 'client', hosts, issuer: 'middle', usage: 'clientAuth' });
    makeIssued(folder.path, { name: 'authority', hosts, isCa: true, issuer: 'root' });
    makeIssued(folder.path, { name: 'itself', hosts, isCa: true });
    const read = (file: string) => readFileSync(join(folder.path, file), 'utf8');
    const check = (files: string[], edit = (pem: string) => pem, days = 0) => {
      const keyPath = files[0]?.replace('.crt', '.key') ?? '';
      const now = new Date(Date.now() + days * 86_400_000);
      const tls = { certificatePath: 'tls.pem', keyPath, host: 'grafana.example.com' };
      return () => checkTls(edit(files.map(read).join('text between\n')), new Sealed(read(keyPath)), tls, now);
    };
    assert.not.throws(check(['leaf.crt', 'middle.crt', 'root.crt']));
    assert.not.throws(check(['leaf.crt']));
    assert.throws(check(['leaf.crt', 'leaf.key']), /private key/);
    assert.throws(
      check(['leaf.crt'], (pem) => pem.replaceAll(' CERTIFICATE-', ' CERTIFICATE REQUEST-')),
      /REQUEST/,
    );
    assert.throws(
      check(['leaf.crt', 'middle.crt'], (pem) => pem.slice(0, -20)),
      /has no end/,
    );
    assert.throws(
      check(['leaf.crt', 'middle.crt'], (pem) => pem.replace(/(text between\n[^\n]*\n)[^\n]*/, '$1AAAA')),
      /tls\.pem/,
    );
    assert.throws(
      check(['leaf.crt'], () => 'nothing'),
      /no PEM certificate/,
    );
    assert.throws(check(['authority.crt']), /is a CA's/);
    assert.not.throws(check(['itself.crt']));
    assert.throws(check(['client.crt']), /lacks serverAuth/);
    assert.throws(check(['leaf.crt', 'root.crt', 'middle.crt']), /certificate 2 .*CN=root.* didn't sign/);
    assert.throws(check(['leaf.crt', 'middle.crt', 'short.crt']), /certificate 3 .*CN=short.* didn't sign/);
    assert.throws(check(['leaf.crt', 'leaf.crt']), /didn't sign/);
    makeIssued(folder.path, { name: 'own', hosts });
    assert.throws(check(['own.crt', 'own.crt']), /didn't sign/, 'only a CA may follow');
    assert.not.throws(check(['brief.crt', 'short.crt']));
    assert.throws(check(['brief.crt', 'short.crt'], undefined, 2), /CN=short in tls\.pem is valid .* not now/);
  } finally {
    folder.remove();
  }
});

test.run();
