import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { resolve } from '../../lib/desired.ts';
import { nameOf } from '../../lib/kubernetes/object.ts';
import { fieldAt } from '../../lib/manifests/field.ts';
import type { Input } from '../../lib/step.ts';
import { grafanaCertificate } from '../../steps/3.4-grafana-certificate.ts';
import { grafanaIngress } from '../../steps/4.3-grafana-ingress.ts';
import { manifests } from '../../steps/5.4-manifests.ts';
import { STEPS } from '../../steps/index.ts';
import {
  CHAIN,
  certificate,
  GRAFANA,
  ingress,
  inputFor,
  leadsTo,
  manifest,
  miniature,
  notes,
  stackOf,
  wanted,
} from '../helpers/grafana-manifests.ts';

test('the Ingress is the one that leads to Grafana, and goes on leading elsewhere too', () => {
  const also = manifest(
    'ingresses.yaml',
    'Ingress',
    'monitoring',
    `{ rules: [${leadsTo('prometheus-k8s')}, ${leadsTo('grafana')}], tls: [
       { hosts: [grafana.old], secretName: a }, { hosts: [prometheus-k8s.old], secretName: b }] }`,
  );
  const stack = stackOf(ingress('grafana-ingress.yaml', 'other', 'portal'), also);
  const [made, beside] = wanted(grafanaIngress, inputFor(stack));
  assert.is(made && nameOf(made), 'Ingress monitoring/monitoring');
  const hosts = (fieldAt(made, 'spec', 'rules') as { host: string }[]).map(({ host }) => host);
  assert.equal(hosts, ['grafana.example.com', 'prometheus-k8s.old']);
  assert.equal(fieldAt(made, 'spec', 'tls'), [
    { hosts: ['grafana.example.com'], secretName: 'grafana-tls' },
    { hosts: ['prometheus-k8s.old'], secretName: 'b' },
  ]);
  assert.is(beside && nameOf(beside), 'Ingress monitoring/other', "of the document's file");
});

test('a Secret that only the Ingress names is nobody’s to write to, and that is said', () => {
  const stack = stackOf(ingress('a.yaml', 'web', 'grafana', ', tls: [{ secretName: wildcard }]'));
  const input = inputFor(stack);
  assert.match(JSON.stringify(fieldAt(wanted(grafanaIngress, input)[0], 'spec', 'tls')), /"grafana-tls"/);
  assert.match(notes(grafanaIngress, input), /Secret wildcard, which no Certificate of the stack writes.*grafana-tls/);
  const given = inputFor(stack, {}, { ...GRAFANA, certificate: { source: 'secret', name: 'wildcard' } });
  assert.is(notes(grafanaIngress, given), '');
  assert.is(notes(grafanaIngress, inputFor(CHAIN)), '');
});

test('an Ingress that is Grafana’s by its name alone leads to Grafana afterwards, and nowhere else', () => {
  const [made] = wanted(grafanaIngress, inputFor(stackOf(ingress('a.yaml', 'my-grafana', 'my-grafana'))));
  assert.is(made?.metadata.name, 'my-grafana');
  assert.not.match(JSON.stringify(made?.spec), /my-grafana|\.old/);
});

test('an Ingress among the manifests is section 4.3’s too, and isn’t deployed with them', () => {
  const stack = { ...stackOf(), manifests: [...miniature.manifests, ingress('x.yaml', 'web', 'grafana')] };
  const of = (input: Input) =>
    resolve(STEPS, new Set([grafanaIngress, manifests]), input).map(({ wanted: all }) =>
      all.map(({ object }) => object).filter(({ kind }) => kind === 'Ingress'),
    );
  const [ours, deployed] = of(inputFor(stack));
  assert.equal(ours?.map(nameOf), ['Ingress monitoring/web']);
  assert.match(JSON.stringify(ours), /"host":"grafana.example.com"/);
  assert.not.match(JSON.stringify(ours), /grafana.old/);
  assert.equal(deployed, []);
  assert.equal(of(inputFor(stack, {}, HIDDEN)), [[], []]);
  const another = { ...stack, manifests: [...miniature.manifests, ingress('y.yaml', 'p', 'prometheus-k8s')] };
  assert.equal(of(inputFor(another))[1]?.map(nameOf), ['Ingress monitoring/p']);
});

const HIDDEN = { ...GRAFANA, expose: 'none' } as const;

test('without an Ingress to Grafana one that leads elsewhere too goes on with that alone, and is never deleted', () => {
  const shared = manifest(
    'x.yaml',
    'Ingress',
    'web',
    `{ defaultBackend: { service: { name: grafana } }, rules: [${leadsTo('prometheus-k8s')}, ${leadsTo('grafana')}],
       tls: [{ hosts: [grafana.old], secretName: a }, { hosts: [prometheus-k8s.old], secretName: b }] }`,
  );
  for (const stack of [stackOf(shared), { ...stackOf(), manifests: [...miniature.manifests, shared] }]) {
    const input = inputFor(stack, {}, HIDDEN);
    assert.is(grafanaIngress.leftOut?.(input), undefined);
    const [made] = wanted(grafanaIngress, input);
    assert.is(made && nameOf(made), 'Ingress monitoring/web');
    assert.not.match(JSON.stringify(made), 'grafana');
    assert.match(JSON.stringify(made), '"host":"prometheus-k8s.old"');
    assert.equal(fieldAt(made, 'spec', 'tls'), [{ hosts: ['prometheus-k8s.old'], secretName: 'b' }]);
    assert.not.ok((grafanaIngress.obsolete?.(input) ?? []).some((each) => nameOf(each) === 'Ingress monitoring/web'));
  }
  const alone = inputFor(stackOf(ingress('x.yaml', 'web', 'grafana')), {}, HIDDEN);
  assert.match(grafanaIngress.leftOut?.(alone)?.en ?? '', 'grafana.expose is none');
  assert.ok((grafanaIngress.obsolete?.(alone) ?? []).some((each) => nameOf(each) === 'Ingress monitoring/web'));
});

test('one that leads to Grafana by default keeps its other rules', () => {
  const byDefault = manifest(
    'x.yaml',
    'Ingress',
    'web',
    `{ defaultBackend: { service: { name: grafana } }, rules: [${leadsTo('prometheus-k8s')}] }`,
  );
  const [made] = wanted(grafanaIngress, inputFor(stackOf(byDefault)));
  const hosts = (fieldAt(made, 'spec', 'rules') as { host: string }[]).map(({ host }) => host);
  assert.equal(hosts, ['grafana.example.com', 'prometheus-k8s.old']);
});

test('whoever goes by an address gets a certificate for the address', () => {
  const input = inputFor(stackOf(), {}, { ...HIDDEN, host: '10.0.0.21' });
  const spec = wanted(grafanaCertificate, input)[0]?.spec as { dnsNames?: unknown; ipAddresses?: unknown };
  assert.equal([spec.ipAddresses, spec.dnsNames], [['10.0.0.21'], undefined]);
});

test('a certificate among the manifests is section 3.4’s, whichever steps are planned', () => {
  const inManifests = [
    ingress('x.yaml', 'web', 'grafana', ', tls: [{ hosts: [grafana.old], secretName: web-tls }]'),
    certificate('x.yaml', 'web', '{ secretName: web-tls, dnsNames: [web.old], issuerRef: { name: x, kind: Issuer } }'),
    certificate('x.yaml', 'p', '{ secretName: p-tls, dnsNames: [p.old], issuerRef: { name: x, kind: Issuer } }'),
  ];
  const stack = { ...stackOf(), manifests: [...miniature.manifests, ...inManifests] };
  const input = inputFor(stack);
  assert.is(notes(grafanaIngress, input), '');
  const [made] = wanted(grafanaCertificate, input);
  assert.equal(
    [made && nameOf(made), fieldAt(made, 'spec', 'dnsNames')],
    ['Certificate monitoring/web', [GRAFANA?.host]],
  );
  const [deployed] = resolve(STEPS, new Set([manifests]), input).map((each) => each.wanted);
  const certificates = deployed
    ?.filter(({ object }) => object.kind === 'Certificate')
    .map(({ object }) => nameOf(object));
  assert.equal(certificates, ['Certificate monitoring/p']);
});

test.run();
