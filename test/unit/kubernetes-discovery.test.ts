import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ApiError, unreachable } from '../../lib/kubernetes/api-error.ts';
import { createDiscovery } from '../../lib/kubernetes/discovery.ts';
import type { JsonMap } from '../../lib/kubernetes/object.ts';
import { keyOf, nameOf, refOf } from '../../lib/kubernetes/object.ts';
import { isClusterScoped } from '../../lib/kubernetes/scope.ts';

/** Answers as an API server would, counting what it is asked. */
function api(answers: Record<string, JsonMap | number>) {
  const asked: string[] = [];
  const read = async (path: string): Promise<JsonMap> => {
    asked.push(path);
    const answer = answers[path] ?? 404;
    if (typeof answer === 'number') throw new ApiError('GET', path, answer, '');
    return answer;
  };
  return { asked, discovery: createDiscovery(read), answers };
}

const API_SERVICES = '/apis/apiregistration.k8s.io/v1/apiservices';
const DEPLOYMENTS = { name: 'deployments', kind: 'Deployment', namespaced: true };
const APPS = { resources: [DEPLOYMENTS, { name: 'deployments/scale', kind: 'Scale', namespaced: true }] };
const CORE = { resources: [{ name: 'namespaces', kind: 'Namespace', namespaced: false }] };
const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a b', namespace: 'monitoring' } };

async function refusal(work: Promise<unknown>): Promise<ApiError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ApiError) return error;
  }
  throw new Error('an ApiError was expected');
}

test('paths are made of what the API serves', async () => {
  const { discovery } = api({ '/apis/apps/v1': APPS, '/api/v1': CORE });
  assert.is(await discovery.pathOf(deployment), '/apis/apps/v1/namespaces/monitoring/deployments/a%20b');
  assert.is(await discovery.collectionOf('apps/v1', 'Deployment'), '/apis/apps/v1/deployments');
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'x', namespace: 'ignored' } };
  assert.is(await discovery.pathOf(namespace), '/api/v1/namespaces/x');
});

test('a group version is asked for once, by however many at once, until it is to be forgotten', async () => {
  const { discovery, asked } = api({ '/apis/apps/v1': APPS });
  await Promise.all([discovery.pathOf(deployment), discovery.pathOf(deployment)]);
  assert.is(asked.length, 1);
  discovery.rediscover();
  await discovery.pathOf(deployment);
  assert.is(asked.length, 2);
});

test("what isn't served is told from what isn't there; subresources are no kinds", async () => {
  const { discovery } = api({
    '/apis/apps/v1': APPS,
    '/apis/down.example/v1': 503,
    [`${API_SERVICES}/v1.down.example`]: { spec: { service: { name: 'adapter' } } },
    '/apis/hidden.example/v1': 503,
    [`${API_SERVICES}/v1.hidden.example`]: 403,
  });
  for (const [apiVersion, kind] of [
    ['apps/v1', 'Scale'],
    ['gone.example/v1', 'X'],
    ['down.example/v1', 'X'],
    ['hidden.example/v1', 'X'],
  ] as const) {
    const error = await refusal(discovery.resourceOf(apiVersion, kind));
    assert.ok(error.unserved);
    assert.match(error.message, `${kind} of ${apiVersion}`);
  }
});

test("an API server that is away isn't taken for one that serves nothing", async () => {
  const local = { [`${API_SERVICES}/v1.apps`]: { spec: { service: null } } };
  const { discovery } = api({ '/api/v1': 503, '/apis/apps/v1': 503, '/apis/own.example/v1': 503, ...local });
  for (const [apiVersion, kind] of [
    ['v1', 'Namespace'],
    ['apps/v1', 'Deployment'],
    ['own.example/v1', 'X'],
  ] as const) {
    const { status, unserved } = await refusal(discovery.resourceOf(apiVersion, kind));
    assert.equal([status, unserved], [503, false], apiVersion);
  }
});

test('a failed question is asked again', async () => {
  const { discovery, answers } = api({ '/apis/apps/v1': 500 });
  assert.is((await refusal(discovery.pathOf(deployment))).status, 500);
  answers['/apis/apps/v1'] = APPS;
  assert.match(await discovery.pathOf(deployment), '/deployments/');
});

test('the preferred version of a group, of the core and of none', async () => {
  const group = { preferredVersion: { groupVersion: 'apps/v1', version: 'v1' } };
  const { discovery } = api({ '/apis/apps': group });
  assert.is(await discovery.preferredVersion('apps'), 'apps/v1');
  assert.is(await discovery.preferredVersion(''), 'v1');
  assert.is(await discovery.preferredVersion('gone.example'), undefined);
});

test("a refusal speaks in the API's own words, or in what came instead", () => {
  const status = { message: 'no', reason: 'Invalid', details: { causes: [{ field: 'spec', message: 'bad' }] } };
  const refused = new ApiError('PATCH', '/x?force=true', 422, JSON.stringify(status));
  assert.equal([refused.message, refused.reason, refused.status, refused.unserved], ['no', 'Invalid', 422, false]);
  assert.equal(refused.causes, status.details.causes);
  for (const body of ['<html>bad gateway</html>', 'null', '""', '{"message":""}']) {
    const { message } = new ApiError('PATCH', '/x?force=true', 502, body);
    assert.is(message, `PATCH /x: HTTP 502 ${body}`);
  }
});

test('an API that is not there is told with the request and the cause', () => {
  const { message, exit, failure } = unreachable('GET', '/api/v1?limit=1', new Error('connect ECONNREFUSED'));
  assert.match(message, 'GET /api/v1: connect ECONNREFUSED');
  assert.is(exit, 1);
  assert.ok(failure.hint);
});

test('objects are told apart by group, kind, namespace and name, not by version', () => {
  assert.equal(refOf(deployment), { group: 'apps', kind: 'Deployment', namespace: 'monitoring', name: 'a b' });
  assert.is(keyOf(deployment), keyOf({ ...deployment, apiVersion: 'apps/v1beta1' }));
  assert.is.not(keyOf(deployment), keyOf({ ...deployment, apiVersion: 'other/v1' }));
  assert.is.not(keyOf(deployment), keyOf({ ...deployment, metadata: { name: 'a b' } }));
  assert.is(nameOf(deployment), 'Deployment monitoring/a b');
  assert.is(nameOf({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'x' } }), 'Namespace x');
});

test('kinds that stand outside namespaces are known without asking', () => {
  for (const kind of ['Namespace', 'ClusterRole', 'APIService', 'CustomResourceDefinition', 'ClusterIssuer'])
    assert.ok(isClusterScoped(kind), kind);
  for (const kind of ['Role', 'Secret', 'Issuer', 'Prometheus', 'Ingress']) assert.not(isClusterScoped(kind), kind);
});

test.run();
