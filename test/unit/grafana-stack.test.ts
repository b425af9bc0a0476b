import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Manifest, nameOf } from '../../lib/kubernetes/object.ts';
import { fieldAt } from '../../lib/manifests/field.ts';
import type { Stack } from '../../lib/stack.ts';
import type { Step } from '../../lib/step.ts';
import { stack as stackStep } from '../../steps/2.1-stack.ts';
import { grafanaCa } from '../../steps/3.2-grafana-ca.ts';
import { grafanaIssuer } from '../../steps/3.3-grafana-issuer.ts';
import { grafanaCertificate } from '../../steps/3.4-grafana-certificate.ts';
import { grafanaIngress } from '../../steps/4.3-grafana-ingress.ts';
import {
  CHAIN,
  certificate,
  GRAFANA,
  inputFor,
  manifest,
  miniature,
  names,
  notes,
  stackOf,
  wanted,
} from '../helpers/grafana-manifests.ts';

test('a whole chain is found by what refers to what, whatever it is called, and fits together afterwards', () => {
  const input = inputFor(CHAIN);
  const cas = wanted(grafanaCa, input);
  assert.equal(names(cas), [
    'ClusterIssuer self',
    'Certificate monitoring/root',
    'Issuer monitoring/root',
    'Certificate monitoring/sub',
  ]);
  assert.is(fieldAt(cas[1], 'spec', 'issuerRef', 'kind'), 'ClusterIssuer');
  assert.is(fieldAt(cas[3], 'spec', 'issuerRef', 'kind'), 'Issuer', 'the issuer above stands in monitoring now');
  const [issuer, ...moreIssuers] = wanted(grafanaIssuer, input);
  assert.equal([issuer && nameOf(issuer), moreIssuers], ['Issuer monitoring/sub', []]);
  assert.is(fieldAt(issuer, 'spec', 'ca', 'secretName'), 'sub-ca');
  const [leaf, ...moreLeaves] = wanted(grafanaCertificate, input);
  assert.equal([leaf && nameOf(leaf), moreLeaves], ['Certificate monitoring/web', []]);
  assert.equal(leaf?.spec, {
    secretName: 'web-tls',
    dnsNames: ['grafana.example.com'],
    issuerRef: { group: 'cert-manager.io', kind: 'Issuer', name: 'sub' },
  });
  const [entry] = wanted(grafanaIngress, input);
  assert.equal(fieldAt(entry, 'spec', 'tls'), [{ hosts: ['grafana.example.com'], secretName: 'web-tls' }]);
});

test('what signs a CA that somebody else keeps is not made either', () => {
  const input = inputFor(CHAIN, { secrets: [{ name: 'root-ca' }] });
  assert.is(grafanaCa.leftOut?.(input), undefined);
  assert.equal(names(wanted(grafanaCa, input)), ['Issuer monitoring/root', 'Certificate monitoring/sub']);
  const all = inputFor(CHAIN, { secrets: [{ name: 'sub-ca', certificate: 'theirs' }] });
  assert.match(grafanaCa.leftOut?.(all)?.en ?? '', /Secret sub-ca is kept by Certificate theirs/);
});

test('of several CAs and issuers those are taken that the document names by their Secret', () => {
  const ca = (name: string, secretName: string) =>
    certificate('a.yaml', name, `{ isCA: true, secretName: ${secretName}, issuerRef: { name: self } }`);
  const over = (name: string, secretName: string) =>
    manifest('a.yaml', 'Issuer', name, `{ ca: { secretName: ${secretName} } }`);
  const standard = 'grafana-ca-secret';
  const cas = inputFor(stackOf(ca('grafana-x', 'three'), ca('one', 'one'), ca('two', standard)));
  assert.equal(names(wanted(grafanaCa, cas)), ['Certificate monitoring/two']);
  const issuers = inputFor(stackOf(over('grafana-x', 'three'), over('one', 'one'), over('two', standard)));
  assert.equal(names(wanted(grafanaIssuer, issuers)), ['Issuer monitoring/two']);
});

test('a CA from elsewhere signs by the issuer that the stack has for it; one that signs itself is made once', () => {
  const sub = (name: string, kind = 'ClusterIssuer') =>
    certificate('a.yaml', 'sub', `{ isCA: true, secretName: sub, issuerRef: { name: ${name}, kind: ${kind} } }`);
  const corp = manifest('a.yaml', 'ClusterIssuer', 'corp', '{ ca: { secretName: corp-root } }');
  const [issuer, ca] = wanted(grafanaCa, inputFor(stackOf(sub('corp'), corp)));
  assert.is(issuer && nameOf(issuer), 'ClusterIssuer corp', 'its Secret stands in the namespace of cert-manager');
  assert.is(fieldAt(ca, 'spec', 'issuerRef', 'kind'), 'ClusterIssuer');
  const itself = manifest('a.yaml', 'Issuer', 'own', '{ ca: { secretName: sub } }');
  const circle = inputFor(stackOf(sub('own', 'Issuer'), itself));
  assert.equal(names(wanted(grafanaCa, circle)), ['Issuer monitoring/own', 'Certificate monitoring/sub']);
});

test('what has no part is named with its file, and stays as it is', () => {
  assert.is(
    notes(stackStep, inputFor(CHAIN)),
    'Not applied, because sections 3 and 4 of the document have no part for it: Certificate monitoring/portal (tls/all.yaml), ClusterIssuer letsencrypt (tls/all.yaml). What you need of it, apply yourself.',
  );
  assert.is(notes(stackStep, inputFor(miniature)), '');
});

test('a file that the document names is applied whole, one of another name only as far as it has a part', () => {
  const beside = (file: string) => {
    const more = [
      manifest(file, 'ConfigMap', 'more', '{}'),
      certificate(file, 'second', '{ secretName: second, dnsNames: [second.old] }'),
    ];
    const input = inputFor({ ...miniature, certManager: [...miniature.certManager, ...more] });
    return { made: wanted(grafanaCertificate, input), said: notes(stackStep, input) };
  };
  const whole = beside('cert-manager/09.grafanaIngressCert.yaml');
  assert.equal(names(whole.made), [
    'Certificate monitoring/grafana-tls',
    'ConfigMap monitoring/more',
    'Certificate monitoring/second',
  ]);
  assert.equal(fieldAt(whole.made[2], 'spec'), { secretName: 'second', dnsNames: ['second.old'] });
  assert.is(whole.said, '');
  const part = beside('cert-manager/10.more.yaml');
  assert.equal(names(part.made), ['Certificate monitoring/grafana-tls']);
  assert.match(part.said, /ConfigMap monitoring\/more \(cert-manager\/10.more.yaml\), Certificate monitoring\/second/);
});

test('the only certificate is Grafana’s where the issuer of 3.3 signs it, and nobody’s otherwise', () => {
  const [issuer] = miniature.certManager.filter(({ object }) => fieldAt(object, 'spec', 'ca'));
  assert.ok(issuer);
  const made = (signer: string) => {
    const sole = certificate('cert-manager/x.yaml', 'web', `{ secretName: web, issuerRef: { name: ${signer} } }`);
    return names(wanted(grafanaCertificate, inputFor({ ...miniature, certManager: [issuer, sole] })));
  };
  assert.equal(made('grafana-ca-issuer'), ['Certificate monitoring/web']);
  assert.equal(made('corp'), ['Certificate monitoring/grafana-tls']);
});

test('of several parts the name says which is Grafana’s, and the document’s file where the name does not', () => {
  const spec = '{ secretName: x, dnsNames: [a.old] }';
  const made = (...certManager: Manifest[]) =>
    names(wanted(grafanaCertificate, inputFor({ ...miniature, certManager })));
  const plain = certificate('a.yaml', 'web', spec);
  const ofFile = certificate('09.grafanaIngressCert.yaml', 'tls', spec);
  const byHost = certificate('b.yaml', 'mon', '{ secretName: y, dnsNames: [Grafana.old] }');
  assert.is(made(plain, ofFile)[0], 'Certificate monitoring/tls');
  assert.is(made(plain, ofFile, byHost)[0], 'Certificate monitoring/mon');
  assert.is(made(plain, certificate('b.yaml', 'other', spec))[0], 'Certificate monitoring/grafana-tls', 'ours');
});

test('beside objects of other names, ours of an earlier run go', () => {
  const gone = (step: Step, stack: Stack, grafana = GRAFANA) =>
    names(step.obsolete?.(inputFor(stack, {}, grafana)) ?? []);
  assert.equal(gone(grafanaCertificate, CHAIN), ['Certificate monitoring/grafana-tls']);
  assert.ok(gone(grafanaIngress, CHAIN).includes('Ingress monitoring/grafana-ingress'));
  assert.not.ok(gone(grafanaIngress, stackOf()).includes('Ingress monitoring/grafana-ingress'));
  const files = { ...GRAFANA, certificate: { source: 'files', cert: '/c', key: '/k' } } as const;
  assert.equal(gone(grafanaCertificate, CHAIN, files), [
    'Certificate monitoring/web',
    'Certificate monitoring/grafana-tls',
  ]);
});

test('a certificate of somebody else in our Secret is said to go, a second writer to be in the way', () => {
  const said = (...secrets: { name: string; certificate?: string }[]) =>
    notes(grafanaCertificate, inputFor(CHAIN, { secrets }));
  assert.is(said({ name: 'web-tls', certificate: 'web' }, { name: 'other' }), '');
  assert.match(
    said({ name: 'web-tls' }),
    /by no Certificate: cert-manager will replace.*source: secret, name: web-tls/,
  );
  assert.match(said({ name: 'web-tls', certificate: 'hers' }), /^Certificate hers writes Secret web-tls already/);
});

test('an issuer that the stack’s Certificate names and the stack lacks is said to give way', () => {
  const elsewhere = certificate(
    'a.yaml',
    'grafana',
    '{ secretName: x, issuerRef: { name: corp, kind: ClusterIssuer } }',
  );
  const stack = { ...stackOf(), certManager: [elsewhere] };
  assert.match(notes(grafanaCertificate, inputFor(stack)), /names ClusterIssuer corp.*Issuer grafana-ca-issuer will/);
  const issuer = { kind: 'ClusterIssuer', name: 'corp' } as const;
  const given = { ...GRAFANA, certificate: { source: 'cert-manager', issuer } } as const;
  assert.is(notes(grafanaCertificate, inputFor(stack, {}, given)), '');
});

test.run();
