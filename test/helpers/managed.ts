import type { Json, KubeObject } from '../../lib/kubernetes/object.ts';
import type { Fields } from '../../lib/kubernetes/ownership.ts';

/** An entry of managedFields as the API writes it. */
export function entry(
  manager: string,
  fieldsV1: Fields,
  more: { operation?: string; subresource?: string } = {},
): Json {
  return { manager, operation: 'Update', apiVersion: 'apps/v1', fieldsType: 'FieldsV1', fieldsV1, ...more };
}

/** The object with these entries for its managedFields. */
export function managedBy(object: KubeObject, ...managedFields: Json[]): KubeObject {
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

/** A Grafana as `kubectl apply` of kube-prometheus leaves it behind, with what its controller owns of it. */
export function appliedGrafana(): KubeObject {
  const live: KubeObject = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'grafana',
      namespace: 'monitoring',
      uid: '1',
      generation: 1,
      resourceVersion: '42',
      labels: { 'app.kubernetes.io/name': 'grafana' },
      annotations: {
        'deployment.kubernetes.io/revision': '1',
        'kubectl.kubernetes.io/last-applied-configuration': '{}',
      },
      finalizers: ['example.com/theirs'],
    },
    spec: {
      replicas: 1,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      template: {
        spec: {
          containers: [
            {
              name: 'grafana',
              image: 'grafana:1',
              ports: [{ name: 'http', containerPort: 3000, protocol: 'TCP' }],
              terminationMessagePath: '/dev/termination-log',
            },
          ],
          volumes: [{ name: 'grafana-storage', emptyDir: {} }],
        },
      },
    },
    status: { observedGeneration: 1 },
  };
  return managedBy(
    live,
    entry('kubectl-client-side-apply', GRAFANA),
    entry(
      'kube-controller-manager',
      { 'f:metadata': { 'f:annotations': { 'f:deployment.kubernetes.io/revision': {} } }, 'f:status': {} },
      { subresource: 'status' },
    ),
    entry('another-operator', { 'f:metadata': { 'f:finalizers': { '.': {}, 'v:"example.com/theirs"': {} } } }),
  );
}

const GRAFANA: Fields = {
  'f:metadata': {
    'f:annotations': { '.': {}, 'f:kubectl.kubernetes.io/last-applied-configuration': {} },
    'f:labels': { '.': {}, 'f:app.kubernetes.io/name': {} },
  },
  'f:spec': {
    'f:replicas': {},
    'f:strategy': { 'f:type': {}, 'f:rollingUpdate': { '.': {}, 'f:maxSurge': {}, 'f:maxUnavailable': {} } },
    'f:template': {
      'f:spec': {
        'f:containers': {
          'k:{"name":"grafana"}': {
            '.': {},
            'f:name': {},
            'f:image': {},
            'f:terminationMessagePath': {},
            'f:ports': {
              '.': {},
              'k:{"containerPort":3000,"protocol":"TCP"}': {
                '.': {},
                'f:containerPort': {},
                'f:name': {},
                'f:protocol': {},
              },
            },
          },
        },
        'f:volumes': {
          '.': {},
          'k:{"name":"grafana-storage"}': { '.': {}, 'f:name': {}, 'f:emptyDir': {} },
        },
      },
    },
  },
};
