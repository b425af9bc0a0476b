import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import { RunbookError } from '../../lib/errors.ts';
import { type KubeObject, nameOf } from '../../lib/kubernetes/object.ts';
import { fieldAt, withField } from '../../lib/manifests/field.ts';
import { loadStack } from '../../lib/stack/load.ts';
import type { Stack } from '../../lib/stack.ts';
import type { Step } from '../../lib/step.ts';
import { namespace } from '../../steps/2.2-namespace.ts';
import { grafanaCa } from '../../steps/3.2-grafana-ca.ts';
import { grafanaIssuer } from '../../steps/3.3-grafana-issuer.ts';
import { grafanaCertificate } from '../../steps/3.4-grafana-certificate.ts';
import { bareStack, inputOf, MINIATURE } from '../helpers/stack.ts';

const HOST = { grafana: { host: 'grafana.example.com' } };

function objects(step: Step, stack: Stack, answers: AnswersFile = HOST): KubeObject[] {
  return (step.desired?.(inputOf(stack, answers), []) ?? []).map(({ object }) => object);
}

function ofKind(step: Step, stack: Stack, kind: string, answers: AnswersFile = HOST): KubeObject | undefined {
  return objects(step, stack, answers).find((object) => object.kind === kind);
}

function edited(stack: Stack, kind: string, name: string, edit: (object: KubeObject) => KubeObject): Stack {
  const certManager = stack.certManager.map((manifest) =>
    manifest.object.kind === kind && manifest.object.metadata.name === name
      ? { ...manifest, object: edit(manifest.object) }
      : manifest,
  );
  return { ...stack, certManager };
}

test('node-exporter may run in the namespace', async () => {
  const [object] = objects(namespace, await bareStack());
  assert.is(object?.metadata.name, 'monitoring');
  assert.is(object?.metadata.labels?.['pod-security.kubernetes.io/enforce'], 'privileged');
});

for (const [name, load] of [
  ["the stack's", () => loadStack(MINIATURE)],
  ['our', bareStack],
] as const) {
  test(`${name} CA, issuer and certificate refer to each other`, async () => {
    const stack = await load();
    const ca = ofKind(grafanaCa, stack, 'Certificate');
    const selfSigned = ofKind(grafanaCa, stack, 'Issuer');
    const issuer = ofKind(grafanaIssuer, stack, 'Issuer');
    const certificate = ofKind(grafanaCertificate, stack, 'Certificate');
    assert.is(fieldAt(ca, 'spec', 'secretName'), 'grafana-ca-secret');
    assert.is(fieldAt(ca, 'spec', 'issuerRef', 'name'), selfSigned?.metadata.name);
    assert.is(fieldAt(issuer, 'spec', 'ca', 'secretName'), 'grafana-ca-secret');
    assert.equal(fieldAt(certificate, 'spec', 'issuerRef'), {
      group: 'cert-manager.io',
      kind: 'Issuer',
      name: issuer?.metadata.name,
    });
    assert.equal(fieldAt(certificate, 'spec', 'dnsNames'), ['grafana.example.com']);
    assert.is(fieldAt(certificate, 'spec', 'secretName'), 'grafana-tls');
    for (const object of [ca, selfSigned, issuer, certificate]) assert.is(object?.metadata.namespace, 'monitoring');
  });
}

test('an issuer over another Secret, or one that could not see ours, is set right', async () => {
  const wrong = (issuer: KubeObject) => ({
    ...withField(issuer, ['spec', 'ca', 'secretName'], 'some-other-secret'),
    kind: 'ClusterIssuer',
  });
  const stack = edited(await loadStack(MINIATURE), 'Issuer', 'grafana-ca-issuer', wrong);
  const [issuer] = objects(grafanaIssuer, stack);
  assert.is(issuer?.kind, 'Issuer');
  assert.is(issuer?.metadata.namespace, 'monitoring');
  assert.is(fieldAt(issuer, 'spec', 'ca', 'secretName'), 'grafana-ca-secret');
});

test("the CA's issuer comes along when it stands in another file", async () => {
  const stack = await loadStack(MINIATURE);
  const certManager = stack.certManager.map((manifest) =>
    manifest.object.metadata.name === 'grafana-selfsigned-issuer'
      ? { ...manifest, file: 'cert-manager/01.selfSigned.yaml' }
      : manifest,
  );
  const found = objects(grafanaCa, { ...stack, certManager }).map(({ metadata }) => metadata.name);
  assert.equal(found, ['grafana-selfsigned-issuer', 'grafana-ca']);
});

test('a common name of another environment gives way, one too long for X.509 goes', async () => {
  const withName = (object: KubeObject) => withField(object, ['spec', 'commonName'], 'grafana.old.example.com');
  const stack = edited(await loadStack(MINIATURE), 'Certificate', 'grafana-tls', withName);
  assert.is(fieldAt(objects(grafanaCertificate, stack)[0], 'spec', 'commonName'), 'grafana.example.com');
  const host = `${'a'.repeat(60)}.example.com`;
  const [long] = objects(grafanaCertificate, stack, { grafana: { host } });
  assert.is(fieldAt(long, 'spec', 'commonName'), undefined);
});

test('an issuer of the answers takes the place of ours', async () => {
  const stack = await bareStack();
  const certificate = { source: 'cert-manager' as const, issuer: { kind: 'ClusterIssuer' as const, name: 'corp' } };
  const answers = { grafana: { ...HOST.grafana, certificate } };
  const [object] = objects(grafanaCertificate, stack, answers);
  assert.equal(fieldAt(object, 'spec', 'issuerRef'), { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'corp' });
  const input = inputOf(stack, answers);
  assert.ok(grafanaCa.leftOut?.(input));
  assert.ok(grafanaIssuer.leftOut?.(input));
  assert.is(grafanaCertificate.leftOut?.(input), undefined);
});

test('steps are left out by what the answers make needless', async () => {
  const stack = await bareStack();
  const leftOut = (answers: AnswersFile) =>
    [grafanaCa, grafanaIssuer, grafanaCertificate].map((step) => Boolean(step.leftOut?.(inputOf(stack, answers))));
  const files = { source: 'files' as const, cert: '/c', key: '/k' };
  const secret = { source: 'secret' as const, name: 'corp-tls' };
  assert.equal(leftOut(HOST), [false, false, false]);
  assert.equal(leftOut({ grafana: { ...HOST.grafana, expose: 'none' } }), [false, false, false]);
  assert.equal(leftOut({ grafana: { expose: 'none' } }), [true, true, true]);
  assert.equal(leftOut({ grafana: { ...HOST.grafana, certificate: files } }), [true, true, false]);
  assert.equal(leftOut({ grafana: { ...HOST.grafana, certificate: secret } }), [true, true, true]);
});

test("cert-manager's certificate goes when the Secret comes from elsewhere", async () => {
  const gone = (stack: Stack, certificate: NonNullable<AnswersFile['grafana']>['certificate']) =>
    grafanaCertificate.obsolete?.(inputOf(stack, { grafana: { ...HOST.grafana, certificate } })).map(nameOf);
  const files = { source: 'files' as const, cert: '/c', key: '/k' };
  for (const stack of [await bareStack(), await loadStack(MINIATURE)]) {
    assert.equal(gone(stack, files), ['Certificate monitoring/grafana-tls']);
    assert.equal(gone(stack, { source: 'secret', name: 'corp-tls' }), ['Certificate monitoring/grafana-tls']);
    assert.equal(gone(stack, { source: 'cert-manager' }), []);
  }
});

test('a certificate for no host is a matter of the answers', async () => {
  const stack = await bareStack();
  assert.throws(
    () => objects(grafanaCertificate, stack, {}),
    (error: unknown) => error instanceof RunbookError && error.exit === 2 && /grafana\.host/.test(error.message),
  );
});

test.run();
