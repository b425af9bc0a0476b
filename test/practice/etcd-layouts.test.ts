import { symlinkSync } from 'node:fs';
import { test } from 'uvu';
import {
  answersFor,
  copied,
  furnish,
  KUBESPRAY,
  kubespray,
  ofPlane,
  refused,
  startNode,
  when,
  withSecret,
} from '../helpers/etcd-command.ts';
import type { Sshd } from '../helpers/sshd.ts';

let master: Sshd | undefined;
const node = (): Sshd => {
  if (!master) throw new Error('no master');
  return master;
};
when('a master of its own, and the Secret of the plane', async () => {
  master = await startNode();
  await withSecret();
});
test.after(() => master?.stop());

const CERTIFICATE = ofPlane('node-master1.pem');
const KEY = ofPlane('node-master1-key.pem');
const CA = ofPlane('ca.pem');

const healthcheck = (folder: string) => ({
  [`${folder}/ca.crt`]: CA,
  [`${folder}/healthcheck-client.crt`]: CERTIFICATE,
  [`${folder}/healthcheck-client.key`]: KEY,
});
const ofApiserver = (folder: string) => ({
  [`${folder}/etcd/ca.crt`]: CA,
  [`${folder}/apiserver-etcd-client.crt`]: CERTIFICATE,
  [`${folder}/apiserver-etcd-client.key`]: KEY,
});
const names = (ca: string, certificate: string, key: string) => ({ [ca]: CA, [certificate]: CERTIFICATE, [key]: KEY });

const NODE = names('ca.pem', 'node-master1.pem', 'node-master1-key.pem');
const NARROW = names('ca.crt', 'healthcheck-client.crt', 'healthcheck-client.key');
const BROAD = names('ca.crt', 'apiserver-etcd-client.crt', 'apiserver-etcd-client.key');
const LAYOUTS: [string, Record<string, string>, Record<string, string>][] = [
  ['kubespray', kubespray(), NODE],
  ['kubeadm, stacked', healthcheck('/etc/kubernetes/pki/etcd'), NARROW],
  ["kubespray's kubeadm type", healthcheck('/etc/kubernetes/ssl/etcd'), NARROW],
  ['kubeadm with an etcd elsewhere', ofApiserver('/etc/kubernetes/pki'), BROAD],
];
for (const [name, files, keys] of LAYOUTS) {
  when(`${name}: the files under their names`, async () => {
    furnish(node(), files);
    await copied(answersFor(node()), keys, { servers: [node()] });
  });
}

when("a pair that is a link to the node's own, as kubespray makes them for the others", async () => {
  furnish(node(), kubespray('node-master1', 'node0'));
  for (const end of ['.pem', '-key.pem'])
    symlinkSync(`node-node0${end}`, node().path(`${KUBESPRAY}/node-master1${end}`));
  await copied(answersFor(node()), NODE, { servers: [node()] });
});

when("a link by a harmless name to a member's own pair", async () => {
  furnish(node(), { [`${KUBESPRAY}/ca.pem`]: CA });
  for (const end of ['.pem', '-key.pem'])
    symlinkSync(ofPlane(`member-master1${end}`), node().path(`${KUBESPRAY}/node-master1${end}`));
  await refused(answersFor(node()), /member-master1\.pem must never leave the machine/, { servers: [node()] });
});

const BUILT_IN: [string, string, string, RegExp][] = [
  ['k3s', '/var/lib/rancher/k3s/server/tls/etcd', 'server-ca.crt', /etcd-expose-metrics: true/],
  ['rke2', '/var/lib/rancher/rke2/server/tls/etcd', 'server-ca.crt', /etcd-expose-metrics: true/],
  ['k0s', '/var/lib/k0s/pki/etcd', 'ca.crt', /listen-metrics-urls/],
];
for (const [name, folder, ca, setting] of BUILT_IN) {
  when(`${name} is recognised, and its setting named`, async () => {
    furnish(node(), { [`${folder}/${ca}`]: CA, [`${folder}/client.crt`]: CERTIFICATE, [`${folder}/client.key`]: KEY });
    await refused(answersFor(node()), setting, { servers: [node()] });
  });
}

when('nothing there: every place that was looked at', async () => {
  furnish(node(), {});
  await refused(answersFor(node()), /looked for \/etc\/ssl\/etcd\/ssl\/node-master1\.pem.*apiserver-etcd-client\.crt/, {
    servers: [node()],
  });
});

test.run();
