// Each bad value has its message: where it stands, what is wrong, what would be right. That there are words in both
// languages for all that the schema can find is in answers-messages.test.ts; a ref that git lacks in stack-git.test.ts.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkWebhookUrl } from '../../lib/alerting/webhook-url.ts';
import { checkAnswers } from '../../lib/answers/check.ts';
import { loadAnswers } from '../../lib/answers/load.ts';
import { answersError } from '../../lib/answers/problem.ts';
import { createSecretReader } from '../../lib/answers/secret-reader.ts';
import { listSecretRefs } from '../../lib/answers/secret-refs.ts';
import { parseAnswers } from '../../lib/answers/validate.ts';
import { type Exit, formatError, RunbookError } from '../../lib/errors.ts';
import type { ClusterFacts } from '../../lib/facts.ts';
import { inputOf } from '../helpers/stack.ts';

const cwd = mkdtempSync(join(tmpdir(), 'bad-values-'));
test.after(() => rmSync(cwd, { recursive: true, force: true }));

/** Loads answers as from a file of this content. */
function load(yaml: string) {
  writeFileSync(join(cwd, 'prod.yaml'), yaml);
  return loadAnswers({ files: ['prod.yaml'], sets: [], cwd });
}

const storageClass = (name: string) => ({
  name,
  default: false,
  provisioner: 'example.com/disk',
  expandable: true,
  bindsOnFirstConsumer: false,
});
const CLUSTER: Partial<ClusterFacts> = {
  storageClasses: [storageClass('csi-cephfs-sc'), storageClass('csi-rbd-sc')],
  ingressClasses: [{ name: 'nginx', default: true }],
};

/** Checks loaded answers beside the cluster, as deciding does. */
function check(yaml: string): void {
  const { facts } = inputOf({} as never, {}, CLUSTER);
  const problems = checkAnswers(parseAnswers(load(yaml)), facts);
  if (problems.length > 0) throw answersError(problems);
}

/** Demands every secret that loaded answers refer to; the cluster has none, and no variable is set. */
function demand(yaml: string): Promise<void> {
  const secrets = createSecretReader({ env: {}, hasKey: async () => false });
  return secrets.requireAll(listSecretRefs(parseAnswers(load(yaml))));
}

interface Row {
  work: () => unknown;
  exit?: Exit;
  /** Where it stands. */
  at: string;
  /** What is wrong, and what would be right, in each language. */
  en: RegExp;
  ko: RegExp;
}

const hook = 'alerting:\n  receivers:\n    - name: hook\n      type: webhook\n      url: http://a.b.svc/x\n';
const MYSQLD = '{ name: orders, user: exporter, password: { env: MYSQL }';
const connector = () => checkWebhookUrl('https://contoso.webhook.office.com/webhookb2/x', 'teams', { env: 'TEAMS' });

const TABLE: Readonly<Record<string, Row>> = {
  'a StorageClass that is not there': {
    work: () => check('storage: { className: cephfs }\n'),
    at: 'storage.className: ',
    en: /no StorageClass cephfs; it has: csi-cephfs-sc, csi-rbd-sc$/,
    ko: /StorageClass cephfs이\(가\) 없습니다. 있는 것: csi-cephfs-sc, csi-rbd-sc$/,
  },
  'an IngressClass that is not there': {
    work: () => check('grafana:\n  ingress: { className: haproxy }\n'),
    at: 'grafana.ingress.className: ',
    en: /no IngressClass haproxy; it has: nginx$/,
    ko: /IngressClass haproxy이\(가\) 없습니다. 있는 것: nginx$/,
  },
  'a host that is no host name': {
    work: () => load('grafana:\n  host: https://grafana.example.com\n'),
    at: 'prod.yaml:2:9 grafana.host: ',
    en: /must be a host name such as grafana\.example\.com, without https:\/\/ or a port$/,
    ko: /호스트 이름이어야 합니다/,
  },
  'a host that is an address': {
    work: () => load('grafana:\n  host: 10.0.0.21\n'),
    at: 'prod.yaml:2:9 grafana.host: ',
    en: /must be a name, not an IP address/,
    ko: /IP 주소가 아니라 이름이어야 합니다/,
  },
  'a host that is an address, beside another bad value of Grafana': {
    work: () => load('grafana:\n  host: 10.0.0.21\n  expose: ingress\n  admin: 5\n'),
    at: 'prod.yaml:2:9 grafana.host: ',
    en: /must be a name, not an IP address/,
    ko: /IP 주소가 아니라 이름이어야 합니다/,
  },
  'a size that is no quantity': {
    work: () => load('storage:\n  prometheus: { size: 50 GB }\n'),
    at: 'prod.yaml:2:23 storage.prometheus.size: ',
    en: /must be a quantity such as 50Gi$/,
    ko: /50Gi 같은 용량이어야 합니다$/,
  },
  'a size without its unit': {
    work: () => load('storage:\n  alertmanager: { size: "5" }\n'),
    at: 'prod.yaml:2:25 storage.alertmanager.size: ',
    en: /is less than 1Mi: write such as 5Gi; a number without a unit is bytes$/,
    ko: /1Mi보다 작습니다. 5Gi처럼 쓰십시오. 단위 없는 숫자는 바이트입니다$/,
  },
  'a size of a smaller unit': {
    work: () => load('storage:\n  alertmanager: { size: 500Ki }\n'),
    at: 'prod.yaml:2:25 storage.alertmanager.size: ',
    en: /is less than 1Mi: write such as 5Gi; a number/,
    ko: /1Mi보다 작습니다. 5Gi처럼 쓰십시오/,
  },
  'a database with its port in its host': {
    work: () => load(`exporters:\n  mysqld:\n    - ${MYSQLD}, host: "db.example.com:3306" }\n`),
    at: 'prod.yaml:3:71 exporters.mysqld[0].host: ',
    en: /must be a host name or an IP address such as mariadb\.db, without a port$/,
    ko: /mariadb\.db 같은 호스트 이름 또는 IP 주소여야 합니다. 포트는 빼십시오$/,
  },
  'a database at an IP address that is none': {
    work: () => load(`exporters:\n  mysqld:\n    - ${MYSQLD}, host: 10.0.0.300 }\n`),
    at: 'prod.yaml:3:71 exporters.mysqld[0].host: ',
    en: /must be a host name or an IP address such as mariadb\.db, without a port$/,
    ko: /mariadb\.db 같은 호스트 이름 또는 IP 주소여야 합니다. 포트는 빼십시오$/,
  },
  'a Redis with two ports': {
    work: () => load('exporters:\n  redis:\n    - { name: cache, address: "redis://redis.cache:6379:6380" }\n'),
    at: 'prod.yaml:3:31 exporters.redis[0].address: ',
    en: /must be an address such as redis:\/\/redis\.cache:6379, without a password$/,
    ko: /같은 주소여야 합니다. 비밀번호는 빼십시오$/,
  },
  'two targets of one name': {
    work: () => load(`exporters:\n  mysqld:\n    - ${MYSQLD}, host: a }\n    - ${MYSQLD}, host: b }\n`),
    at: 'prod.yaml:4:7 exporters.mysqld[1]: ',
    en: /has the name of another target$/,
    ko: /다른 대상과 이름이 같습니다$/,
  },
  'a component that nobody can be let in to': {
    work: () => load('network:\n  allow: [{ namespace: portal, to: loki }]\n'),
    at: 'prod.yaml:2:11 network.allow[0]: ',
    en: /must be \{ namespace, to \} or \{ cidr, to \}; to is grafana, prometheus or alertmanager$/,
    ko: /to는 grafana, prometheus, alertmanager 중 하나입니다$/,
  },
  'a URL with a password': {
    work: () => load('cluster:\n  server: https://ops:letmein@10.0.0.10:6443\n'),
    at: 'prod.yaml:2:11 cluster.server: ',
    en: /must not carry a /,
    ko: /담으면 안 됩니다/,
  },
  'the URL of a connector that is gone': {
    work: connector,
    at: 'teams',
    en: /what \$TEAMS holds is an Office 365 connector .*retired.* Make a workflow in Teams/,
    ko: /\$TEAMS의 값: Office 365 커넥터.*종료되어.*워크플로를 만들어/,
  },
  'an unknown severity': {
    work: () => load(`${hook}      severities: [critical, fatal]\n`),
    at: 'prod.yaml:6:30 alerting.receivers[0].severities[1]: ',
    en: /must be one of: critical, warning, info, none$/,
    ko: /다음 중 하나여야 합니다: critical, warning, info, none$/,
  },
  'an etcd endpoint on loopback': {
    work: () => load('etcd:\n  endpoints:\n    - 10.0.0.11\n    - 127.0.0.1\n'),
    at: 'prod.yaml:4:7 etcd.endpoints[1]: ',
    en: /must be reachable from pods, not a loopback address$/,
    ko: /루프백 주소는 안 됩니다. 파드에서 접근할 수 있어야 합니다$/,
  },
  'an etcd endpoint of the link alone': {
    work: () => check('etcd: { endpoints: [fe80::1], certificates: { source: none } }\n'),
    at: 'etcd.endpoints[0]: ',
    en: /fe80::1 means another machine to every pod .*give the address of the node$/,
    ko: /fe80::1은\(는\) .*노드의 주소를 적으십시오$/,
  },
  'a secret in plain text': {
    work: () => load('grafana:\n  admin:\n    password: letmein\n'),
    at: 'prod.yaml:3:15 grafana.admin.password: ',
    en: /must be a reference, \{ env: NAME \}, .*plain text would stay in this file/,
    ko: /참조여야 합니다: \{ env: NAME \}, .*평문 시크릿은/,
  },
  'a variable that is not set': {
    work: () => demand('grafana: { admin: { password: { env: GRAFANA_ADMIN } } }\n'),
    exit: 3,
    at: 'grafana.admin.password: ',
    en: /the environment variable GRAFANA_ADMIN is not set .*read -rs GRAFANA_ADMIN && export GRAFANA_ADMIN$/,
    ko: /환경 변수 GRAFANA_ADMIN이\(가\) 설정되지 않았거나 비어 있습니다. .*read -rs GRAFANA_ADMIN/,
  },
  'a file that is not there': {
    work: () => demand('grafana: { admin: { password: { file: ./admin } } }\n'),
    exit: 3,
    at: 'grafana.admin.password: ',
    en: /the file .*\/admin cannot be read: ENOENT/,
    ko: /\/admin 파일을 읽을 수 없습니다: ENOENT/,
  },
  'a Secret that is not there': {
    work: () => demand('grafana: { admin: { password: { secret: vault-grafana, key: admin } } }\n'),
    exit: 3,
    at: 'grafana.admin.password: ',
    en: /the Secret monitoring\/vault-grafana with the key admin is not in the cluster; create it first$/,
    ko: /Secret monitoring\/vault-grafana의 키 admin.*클러스터에 없습니다. 먼저 만드십시오$/,
  },
};

for (const [name, { work, exit = 2, at, en, ko }] of Object.entries(TABLE)) {
  test(name, async () => {
    const error = await Promise.resolve()
      .then(work)
      .then(
        () => assert.unreachable('it was taken'),
        (thrown: unknown) => thrown,
      );
    assert.instance(error, RunbookError);
    assert.is((error as RunbookError).exit, exit);
    for (const [lang, words] of [['en', en] as const, ['ko', ko] as const]) {
      const told = formatError(error, lang);
      const lines = told.split('\n').filter((line) => words.test(line));
      assert.is(lines.length, 1, told);
      assert.ok(told.includes(at), told);
    }
    assert.not.match(formatError(error, 'en'), /[가-힣]/);
    for (const secret of ['letmein', 'contoso']) assert.not.match(formatError(error, 'ko'), secret);
  });
}

test('without an Ingress the host may be an address', () => {
  const { grafana } = parseAnswers(load('grafana:\n  host: 10.0.0.21\n  expose: none\n'));
  assert.equal([grafana.host, grafana.expose], ['10.0.0.21', 'none']);
});

test('all that is wrong in a file is told at once, in its order', () => {
  const yaml = 'grafana:\n  host: a_b\nstorage:\n  className: X\n  prometheus: { retention: long }\n';
  try {
    load(yaml);
    assert.unreachable('it was taken');
  } catch (error) {
    const [, ...lines] = formatError(error, 'en').split('\n');
    assert.equal(
      lines.map((line) => line.trim().split(': ')[0]),
      ['prod.yaml:2:9 grafana.host', 'prod.yaml:4:14 storage.className', 'prod.yaml:5:28 storage.prometheus.retention'],
    );
  }
});

test.run();
