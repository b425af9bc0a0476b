import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Real members of one etcd on loopback. */
export interface RealEtcd {
  /** Base URL of each member for clients. */
  clients: string[];
  /** Port of each member's plain metrics. */
  plain: number[];
  stop(): Promise<void>;
}

/** Files by which a member speaks TLS, and lets only clients of its CA in. */
export interface MemberPair {
  ca: string;
  certificate: string;
  key: string;
}

/** Starts a cluster of etcd that keeps its data in a folder. @throws Error when it isn't healthy in 30 s. */
export async function startEtcd(binary: string, folder: string, size: number, pair?: MemberPair): Promise<RealEtcd> {
  const ports = await freePorts(size * 3);
  const plain = ports.slice(size * 2);
  const members = Array.from({ length: size }, (_, i) => ({
    name: `m${i}`,
    client: `http${pair ? 's' : ''}://127.0.0.1:${ports[i * 2]}`,
    peer: `http://127.0.0.1:${ports[i * 2 + 1]}`,
    metrics: `http://127.0.0.1:${plain[i]}`,
  }));
  const all = members.map(({ name, peer }) => `${name}=${peer}`).join(',');
  const tls = pair
    ? [
        `--trusted-ca-file=${pair.ca}`,
        `--cert-file=${pair.certificate}`,
        `--key-file=${pair.key}`,
        '--client-cert-auth=true',
      ]
    : [];
  const processes = members.map(({ name, client, peer, metrics }) => {
    const own = [`--listen-metrics-urls=${metrics}`, ...tls];
    const urls = [`--listen-client-urls=${client}`, `--advertise-client-urls=${client}`, ...own];
    const peers = [`--listen-peer-urls=${peer}`, `--initial-advertise-peer-urls=${peer}`, `--initial-cluster=${all}`];
    const args = [`--name=${name}`, `--data-dir=${join(folder, name)}`, '--logger=zap', '--log-level=fatal'];
    return spawn(binary, [...args, ...urls, ...peers], { stdio: 'ignore' });
  });
  const stop = async () => {
    await Promise.all(processes.map(end));
  };
  const clients = members.map(({ client }) => client);
  try {
    await Promise.all(members.map(({ metrics }) => healthy(metrics)));
  } catch (error) {
    await stop();
    throw error;
  }
  return { clients, plain, stop };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function healthy(client: string): Promise<void> {
  for (const until = Date.now() + 30_000; ; await wait(100)) {
    const answer = await fetch(`${client}/health`).catch(() => undefined);
    if (answer?.ok) return;
    if (Date.now() > until) throw new Error(`etcd at ${client} is not healthy`);
  }
}

/** Ports that nobody listened on a moment ago, all different. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  });
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
