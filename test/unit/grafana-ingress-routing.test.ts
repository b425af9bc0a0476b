import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { isShared, routing, routingNotes, withoutGrafana } from '../../lib/grafana/ingress-routing.ts';
import type { JsonMap } from '../../lib/kubernetes/object.ts';
import { nameOf } from '../../lib/kubernetes/object.ts';
import { asList, asMap, fieldAt } from '../../lib/manifests/field.ts';
import { grafanaIngress } from '../../steps/4.3-grafana-ingress.ts';
import { GRAFANA, inputFor, leadsTo, manifest, names, notes, stackOf } from '../helpers/grafana-manifests.ts';

const HOST = 'grafana.example.com';

/** A rule whose paths lead to these Services. */
const rule = (host: string | undefined, paths: Record<string, string>): JsonMap => ({
  ...(host !== undefined && { host }),
  http: {
    paths: Object.entries(paths).map(([path, name]) => ({ path, pathType: 'Prefix', backend: { service: { name } } })),
  },
});

/** Where an Ingress leads, as `host path → Service`. */
function table(spec: JsonMap): string[] {
  return asList(spec.rules).flatMap((each) =>
    asList(fieldAt(each, 'http', 'paths')).map((path) => {
      const { host = 'any' } = asMap(each);
      return `${host} ${asMap(path).path} → ${fieldAt(path, 'backend', 'service', 'name')}`;
    }),
  );
}

const routed = (...rules: JsonMap[]) => table(routing({ rules }, HOST, 'grafana-tls'));
const left = (...rules: JsonMap[]) => table(withoutGrafana({ rules }));

test('a host where Grafana has the root is Grafana’s, and what lies below goes along', () => {
  const old = rule('monitoring.old', { '/': 'grafana', '/prometheus': 'prometheus-k8s' });
  assert.equal(routed(old), [`${HOST} / → grafana`, `${HOST} /prometheus → prometheus-k8s`]);
  const pattern = rule('monitoring.old', { '/(.*)': 'grafana', '/prometheus(/|$)(.*)': 'prometheus-k8s' });
  assert.equal(routed(pattern), [`${HOST} / → grafana`, `${HOST} /prometheus(/|$)(.*) → prometheus-k8s`]);
});

test('a host where Grafana has a path only stays with those who have the rest', () => {
  const portal = rule('portal.example.com', { '/grafana': 'grafana', '/': 'portal' });
  assert.equal(routed(portal), [`${HOST} / → grafana`, 'portal.example.com / → portal']);
  assert.equal(left(portal), ['portal.example.com / → portal']);
  assert.equal(routed(rule(undefined, { '/grafana': 'grafana', '/': 'portal' })), [
    `${HOST} / → grafana`,
    'any / → portal',
  ]);
});

test('the host of the answers has each path once; whoever had its root gives way, and that is said', () => {
  const same = rule(HOST, { '/grafana': 'grafana', '/': 'portal', '/api': 'api' });
  assert.equal(routed(same), [`${HOST} / → grafana`, `${HOST} /api → api`]);
  assert.match(
    routingNotes({ rules: [same] }, HOST)
      .map(({ en }) => en)
      .join(),
    `${HOST}/ to portal, which gives way`,
  );
  const apart = [rule('old', { '/': 'grafana' }), rule(HOST, { '/': 'portal', '/api': 'api' })];
  assert.equal(routed(...apart), [`${HOST} / → grafana`, `${HOST} /api → api`]);
  assert.is(routingNotes({ rules: apart }, HOST).length, 1);
  assert.equal(routingNotes({ rules: [rule('old', { '/': 'grafana', '/api': 'api' })] }, HOST), []);
  const shared = manifest('x.yaml', 'Ingress', 'web', `{ rules: [${leadsTo('portal', HOST)}, ${leadsTo('grafana')}] }`);
  assert.match(notes(grafanaIngress, inputFor(stackOf(shared))), 'to portal, which gives way to Grafana');
});

test('others keep their certificates: one for a wildcard, one for all hosts', () => {
  const rules = [rule('grafana.old', { '/': 'grafana' }), rule('other.example.com', { '/': 'other' })];
  for (const entry of ['{ hosts: ["*.example.com"], secretName: wild }', '{ secretName: any }']) {
    const tls = [parse(entry) as JsonMap];
    assert.equal(routing({ rules, tls }, HOST, 'grafana-tls').tls, [
      { hosts: [HOST], secretName: 'grafana-tls' },
      ...tls,
    ]);
    assert.equal(withoutGrafana({ rules, tls }).tls, tls);
    assert.is(asList(routing({ rules: rules.slice(0, 1), tls }, HOST, 'grafana-tls').tls).length, 1, 'nobody else');
  }
  const deeper = [{ hosts: ['*.example.com'], secretName: 'wild' }];
  assert.is(withoutGrafana({ rules: [rule('a.b.example.com', { '/': 'other' })], tls: deeper }).tls, undefined);
});

test('an Ingress that leads to somebody else by default is shared, and is never deleted', () => {
  const spec = `{ defaultBackend: { service: { name: portal } }, rules: [${leadsTo('grafana')}] }`;
  assert.ok(isShared(parse(spec)));
  const input = inputFor(stackOf(manifest('x.yaml', 'Ingress', 'web', spec)), {}, { ...GRAFANA, expose: 'none' });
  const made = (grafanaIngress.desired?.(input, []) ?? []).map(({ object }) => object);
  assert.equal(made.map(nameOf), ['Ingress monitoring/web']);
  assert.equal(made[0]?.spec, { defaultBackend: { service: { name: 'portal' } } });
  assert.not.ok(names(grafanaIngress.obsolete?.(input) ?? []).includes('Ingress monitoring/web'));
});

test.run();
