import type { AnswersFile } from '../../../lib/answers/schema.ts';
import type { HostFacts } from '../../../lib/facts.ts';
import type { Circumstances } from './outcome.ts';

type Etcd = NonNullable<AnswersFile['etcd']>;
const of = (etcd: Etcd, more: Omit<Circumstances, 'answers'> = {}): Circumstances => ({ answers: { etcd }, ...more });

const endpoints = ['10.0.0.11', '10.0.0.12', '10.0.0.13'];
const HOSTS: HostFacts = {
  etcd: {
    node: 'master1',
    host: 'master1',
    certificate: 'certificate of master1\n',
    ca: 'CA of etcd\n',
    certificatePath: '/etc/ssl/etcd/ssl/node-master1.pem',
    keyPath: '/etc/ssl/etcd/ssl/node-master1-key.pem',
    caPath: '/etc/ssl/etcd/ssl/ca.pem',
  },
};
const ssh: Etcd['certificates'] = { source: 'ssh', acknowledge: true, hosts: ['master1'] };

const SCHEDULER = {
  component: 'kube-scheduler',
  labels: { component: 'kube-scheduler', tier: 'control-plane' },
} as const;
const MANAGER = {
  component: 'kube-controller-manager',
  labels: { component: 'kube-controller-manager', tier: 'control-plane' },
} as const;
const listening = (bindAddress: string): Circumstances => ({
  cluster: { controlPlane: [SCHEDULER, MANAGER].map((each) => ({ ...each, bindAddress })) },
});

const EVENTS = { etcdEvents: [{ address: '10.0.0.11', from: 'kube-apiserver' }] } as const;
const PLAIN = of({ endpoints, certificates: { source: 'none' } });
const SSH = of({ endpoints, certificates: ssh }, { hosts: HOSTS });

export const etcd: Readonly<Record<string, Circumstances>> = {
  'etcd-plain': PLAIN,
  'etcd-ssh': { from: PLAIN, ...SSH },
  'etcd-files': {
    from: SSH,
    answers: { etcd: { certificates: { source: 'files', acknowledge: true, directory: '/pki' } } },
  },
  'etcd-secret': {
    from: SSH,
    answers: { etcd: { certificates: { source: 'secret', name: 'corp-etcd' } } },
    hosts: { etcdSecretKeys: ['ca.crt', 'tls.crt', 'tls.key'] },
  },
  'etcd-port': { from: PLAIN, answers: { etcd: { port: 2382 } } },
  'etcd-dual-stack': { from: PLAIN, answers: { etcd: { endpoints: ['10.0.0.11', 'fd00::11', '10.0.0.12'] } } },
  'etcd-events': { from: SSH, answers: { etcd: { events: { endpoints: ['10.0.0.11'] } } } },
  'etcd-events-discovered': { from: SSH, cluster: { etcdEvents: [...EVENTS.etcdEvents] } },
  'etcd-events-left-out': {
    from: SSH,
    answers: { etcd: { events: false } },
    cluster: { etcdEvents: [...EVENTS.etcdEvents] },
  },
  'control-plane-not-readable': { cluster: { controlPlane: undefined, unknown: ['Pod'] } as never },
  'control-plane-not-there': { cluster: { controlPlane: [] } },
  'control-plane-on-loopback': listening('127.0.0.1'),
  'control-plane-none': { answers: { controlPlane: 'none' } },
};
