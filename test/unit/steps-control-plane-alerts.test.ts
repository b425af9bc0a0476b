import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonMap, Manifest } from '../../lib/kubernetes/object.ts';
import { asList, withField } from '../../lib/manifests/field.ts';
import { replaceObject } from '../../lib/manifests/find.ts';
import { loadStack } from '../../lib/stack/load.ts';
import { alertsOf, groupsOf, OPEN, outcome, RULES } from '../helpers/control-plane.ts';
import { MINIATURE } from '../helpers/stack.ts';

const miniature = await loadStack(MINIATURE);

test('an alert is known by what it asks too; rules of others, and those that have other alerts, stay', () => {
  const rule = (expr: string, alert = 'SchedulerGone') => ({ alert, expr });
  const groups = [
    {
      name: 'mine',
      interval: '1m',
      rules: [rule('absent(up{cluster="a", job = "kube-scheduler"} == 1)'), rule('up == 0')],
    },
    { name: 'gone', rules: [rule('absent( up{job="kube-scheduler"} )')] },
    { name: 'other', rules: [rule('absent(up{job="kube-scheduler-x"})'), rule('absent(up{job="apiserver"})')] },
    { name: 'records', rules: [{ record: 'x', expr: 'absent(up{job="kube-scheduler"})' }] },
  ];
  const manifests = replaceObject(miniature.manifests, 'PrometheusRule', RULES, (object) =>
    withField(object, ['spec', 'groups'], groups),
  );
  const after = groupsOf(outcome({ ...miniature, manifests }, {}, { controlPlane: 'none' }).edited);
  assert.equal(
    after.map(({ name }) => name),
    ['mine', 'other', 'records'],
  );
  assert.equal(after[0], { name: 'mine', interval: '1m', rules: [rule('up == 0')] });
});

test('an alert that reads nothing but whether the component is up goes too; one that reads more stays', () => {
  const gone = [
    'up{job="kube-scheduler"} == 0',
    'up{cluster="}", job=\'kube-scheduler\'} == 0 # up of apiserver',
    'count by (cluster) (up{job="kube-scheduler"} == 0) > 1',
    'avg_over_time(up{job="kube-scheduler"}[5m] offset 1m) < 0.5 unless on (node) up{job="kube-scheduler", a="b"} == bool 1',
  ];
  const stay = [
    'up{job="apiserver"} == 0',
    'up{job!="kube-scheduler"} == 0',
    'up{job=~"kube-scheduler|apiserver"} == 0',
    'up{old_job="kube-scheduler"} == 0',
    'up{job="kube-scheduler"} == 0 and on (node) kube_node_info',
    'up{job="kube-scheduler"} == 0 or up == 0',
    'up{job="kube-scheduler"} == 0 or {job="x"}',
    'node_up{job="kube-scheduler"} == 0',
    'scheduler_up{job="kube-scheduler"} == 0',
  ];
  const rules = [...gone, ...stay].map((expr, i) => ({ alert: `A${i}`, expr }));
  const manifests = replaceObject(miniature.manifests, 'PrometheusRule', RULES, (object) =>
    withField(object, ['spec', 'groups'], [{ name: 'all', rules }]),
  );
  const [group] = groupsOf(outcome({ ...miniature, manifests }, {}, { controlPlane: 'none' }).edited);
  assert.equal(
    asList(group?.rules).map((rule) => (rule as JsonMap).expr),
    stay,
  );
});

test('KubeProxyDown goes where nothing scrapes kube-proxy, and stays where something does', () => {
  const alert = { alert: 'KubeProxyDown', expr: 'absent(up{job="kube-proxy"} == 1)' };
  const withAlert = replaceObject(miniature.manifests, 'PrometheusRule', RULES, (object) =>
    withField(object, ['spec', 'groups'], [
      { name: 'kube-proxy', rules: [alert] },
      ...groupsOf(miniature.manifests),
    ] as never),
  );
  const alerts = (manifests: Manifest[]) => alertsOf(outcome({ ...miniature, manifests }, OPEN).edited);
  assert.not(alerts(withAlert).includes('KubeProxyDown'));
  const metadata = { name: 'kube-proxy', namespace: 'monitoring' };
  const monitor = { apiVersion: 'monitoring.coreos.com/v1', kind: 'PodMonitor', metadata };
  assert.ok(alerts([...withAlert, { file: 'x.yaml', object: monitor }]).includes('KubeProxyDown'));
  const additional = replaceObject(withAlert, 'Prometheus', 'k8s', (object) =>
    withField(object, ['spec', 'additionalScrapeConfigs'], { name: 'more', key: 'scrape.yaml' }),
  );
  assert.ok(alerts(additional).includes('KubeProxyDown'), 'nobody can tell what those bring');
});

test.run();
