import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import type { ClusterFacts } from '../../lib/facts.ts';
import { type KubeObject, type Manifest, nameOf } from '../../lib/kubernetes/object.ts';
import { fieldAt, withField } from '../../lib/manifests/field.ts';
import { replaceObject, requireManifest } from '../../lib/manifests/find.ts';
import { loadStack } from '../../lib/stack/load.ts';
import type { Stack } from '../../lib/stack.ts';
import type { Input, Step } from '../../lib/step.ts';
import { stack as stackStep } from '../../steps/2.1-stack.ts';
import { grafanaCa } from '../../steps/3.2-grafana-ca.ts';
import { grafanaIssuer } from '../../steps/3.3-grafana-issuer.ts';
import { grafanaCertificate } from '../../steps/3.4-grafana-certificate.ts';
import { grafanaIngress } from '../../steps/4.3-grafana-ingress.ts';
import { grafanaPvc } from '../../steps/4.4-grafana-pvc.ts';
import { grafanaConfig } from '../../steps/5.3-grafana-config.ts';
import { inputOf, MINIATURE } from '../helpers/stack.ts';

const miniature = await loadStack(MINIATURE);
const GRAFANA: AnswersFile['grafana'] = {
  host: 'grafana.example.com',
  ingress: { className: 'nginx', namespace: 'ingress-nginx' },
};

/** An object as a file of the stack has it: `apiVersion` by its kind, the rest in YAML's short form. */
function manifest(file: string, kind: string, name: string, spec: string, namespace = 'monitoring'): Manifest {
  const apiVersion = { Ingress: 'networking.k8s.io/v1', PersistentVolumeClaim: 'v1', ConfigMap: 'v1' }[kind];
  const metadata = { name, ...(kind !== 'ClusterIssuer' && { namespace }) };
  return { file, object: { apiVersion: apiVersion ?? 'cert-manager.io/v1', kind, metadata, spec: parse(spec) } };
}

const certificate = (file: string, name: string, spec: string) => manifest(file, 'Certificate', name, spec);
const claim = (file: string, name: string) => manifest(file, 'PersistentVolumeClaim', name, '{ accessModes: [x] }');
const leadsTo = (service: string, host = `${service}.old`) =>
  `{ host: ${host}, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: ${service}, port: { number: 80 } } } }] } }`;
const ingress = (file: string, name: string, service: string, more = '') =>
  manifest(file, 'Ingress', name, `{ rules: [${leadsTo(service)}] ${more} }`);

const stackOf = (...preliminary: Manifest[]): Stack => ({ ...miniature, certManager: [], preliminary });
const inputFor = (stack: Stack, cluster: Partial<ClusterFacts> = {}, grafana = GRAFANA): Input =>
  inputOf(stack, { grafana }, cluster);
const wanted = (step: Step, input: Input): KubeObject[] => (step.desired?.(input, []) ?? []).map((each) => each.object);
const names = (objects: KubeObject[]) => objects.map(nameOf);
const notes = (step: Step, input: Input) => (step.notes?.(input) ?? []).map(({ en }) => en).join('\n');

const CHAIN = stackOf(
  certificate(
    'tls/all.yaml',
    'portal',
    '{ secretName: portal, dnsNames: [portal.old], issuerRef: { name: sub, kind: ClusterIssuer } }',
  ),
  certificate(
    'tls/all.yaml',
    'web',
    '{ secretName: web-tls, dnsNames: [web.old], issuerRef: { name: sub, kind: ClusterIssuer } }',
  ),
  manifest('tls/all.yaml', 'ClusterIssuer', 'sub', '{ ca: { secretName: sub-ca } }'),
  certificate(
    'tls/all.yaml',
    'sub',
    '{ isCA: true, secretName: sub-ca, issuerRef: { name: root, kind: ClusterIssuer } }',
  ),
  manifest('tls/all.yaml', 'ClusterIssuer', 'root', '{ ca: { secretName: root-ca } }'),
  certificate(
    'tls/all.yaml',
    'root',
    '{ isCA: true, secretName: root-ca, issuerRef: { name: self, kind: ClusterIssuer } }',
  ),
  manifest('tls/all.yaml', 'ClusterIssuer', 'self', '{ selfSigned: {} }'),
  manifest('tls/all.yaml', 'ClusterIssuer', 'letsencrypt', '{ acme: {} }'),
  ingress('x.yaml', 'web', 'grafana', ', tls: [{ hosts: [grafana.old], secretName: web-tls }]'),
);

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

/** The miniature stack with Grafana's data in this claim, as its Deployment has it. */
function mounting(claimName: string, more: Partial<Stack> = {}): Stack {
  const persistentVolumeClaim = { claimName };
  const manifests = replaceObject(miniature.manifests, 'Deployment', 'grafana', (object) => {
    const volumes = fieldAt(object, 'spec', 'template', 'spec', 'volumes') as { name: string }[];
    const edited = volumes.map((each) =>
      each.name === 'grafana-storage' ? { name: each.name, persistentVolumeClaim } : each,
    );
    return withField(object, ['spec', 'template', 'spec', 'volumes'], edited);
  });
  return { ...miniature, preliminary: [], manifests, ...more };
}

function mountedIn(input: Input): string {
  const edited = grafanaConfig.customise?.(input.stack.manifests, input) ?? [];
  return JSON.stringify(
    fieldAt(requireManifest(edited, 'Deployment', 'grafana').object, 'spec', 'template', 'spec', 'volumes'),
  );
}

test('the claim is the one that Grafana’s pod mounts, else the one whose name says so', () => {
  const made = (stack: Stack) => {
    const input = inputFor(stack);
    const [object] = wanted(grafanaPvc, input);
    assert.ok(mountedIn(input).includes(`"claimName":"${object?.metadata.name}"`));
    return object?.metadata.name;
  };
  const [data, named, other] = [claim('a.yaml', 'data'), claim('b.yaml', 'my-grafana'), claim('c.yaml', 'other')];
  assert.is(made(mounting('data', { preliminary: [named, data, other] })), 'data');
  assert.is(made(stackOf(other, named)), 'my-grafana');
  assert.is(made(stackOf(other)), 'grafana-pvc');
  assert.is(made(mounting('theirs')), 'theirs', 'that of the Deployment, where the stack has no claim');
});

test('a claim that has its volume keeps its class and modes, which the API lets nobody change', () => {
  const live = { name: 'theirs', size: '10Gi', asked: '10Gi', className: 'slow', accessModes: ['ReadWriteMany'] };
  const spec = (bound: boolean) => {
    const input = inputOf(
      mounting('theirs'),
      { storage: { className: 'fast' }, grafana: GRAFANA },
      { claims: [{ ...live, bound }] },
    );
    return wanted(grafanaPvc, input)[0]?.spec;
  };
  assert.equal(
    [fieldAt(spec(true), 'storageClassName'), fieldAt(spec(true), 'accessModes')],
    ['slow', ['ReadWriteMany']],
  );
  assert.equal(
    [fieldAt(spec(false), 'storageClassName'), fieldAt(spec(false), 'accessModes')],
    ['fast', ['ReadWriteOnce']],
  );
});

test('a claim among the manifests is set to the answers as well, and applied once', () => {
  const ofManifests = claim('manifests/grafana-pvc.yaml', 'data');
  const base = mounting('data');
  const stack = { ...base, manifests: [...base.manifests, ofManifests] };
  const input = inputOf(stack, { storage: { className: 'fast' }, grafana: GRAFANA });
  assert.is(fieldAt(wanted(grafanaPvc, input)[0], 'spec', 'storageClassName'), 'fast');
  assert.equal(grafanaPvc.customise?.(stack.manifests, input), base.manifests);
});

test.run();
