import type { Circumstances } from './outcome.ts';

export const storage: Readonly<Record<string, Circumstances>> = {
  'storage-class': { answers: { storage: { className: 'slow' } } },
  'storage-prometheus-size': { answers: { storage: { prometheus: { size: '100Gi' } } } },
  'storage-prometheus-retention': { answers: { storage: { prometheus: { retention: '30d' } } } },
  'storage-prometheus-retention-size': { answers: { storage: { prometheus: { retentionSize: '10GiB' } } } },
  'storage-alertmanager-size': { answers: { storage: { alertmanager: { size: '8Gi' } } } },
  'storage-grafana-size': { answers: { storage: { grafana: { size: '15Gi' } } } },
  'storage-class-of-a-bound-claim': {
    // Its class can't be changed any more. The stacks' claims have different names.
    cluster: {
      claims: ['grafana-pvc', 'grafana-storage-pvc'].map((name) => {
        return { name, size: '30Gi', asked: '30Gi', bound: true, className: 'other' };
      }),
    },
  },
};
