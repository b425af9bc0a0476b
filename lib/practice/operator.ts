import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Api, openApi } from './api.ts';
import { type Home, homeOf } from './home.ts';
import { operatorArguments, readyOperator } from './operator-pod.ts';
import { marked } from './processes.ts';

const SECOND = 1_000;

/**
 * Plays the process in the pod of the stack's Deployment prometheus-operator, which kwok only pretends to run: the real
 * operator runs exactly while that pod is ready and the API serves its kinds, with the flags that the pod has.
 */
async function play(home: Home, binary: string): Promise<void> {
  const api = await openApi(home);
  let current: { flags: string; process: ChildProcess } | undefined;
  for (;;) {
    const wanted = await flagsWanted(api).catch(() => current?.flags);
    if (current && (current.process.exitCode !== null || current.process.signalCode !== null)) current = undefined;
    if (current && current.flags !== wanted) {
      current.process.kill();
      current = undefined;
    }
    if (!current && wanted !== undefined) {
      console.log(`starting the operator: ${wanted}`);
      current = { flags: wanted, process: start(home, binary, api.server, JSON.parse(wanted)) };
    }
    await sleep(SECOND);
  }
}

/** The flags as one text, so that a change can be seen; undefined when the operator has no place to run. */
async function flagsWanted(api: Api): Promise<string | undefined> {
  const pods = await api.request('GET', '/api/v1/pods?labelSelector=app.kubernetes.io/name=prometheus-operator');
  const flags = readyOperator(pods.body);
  if (!flags) return undefined;
  const kinds = await api.request('GET', '/apis/monitoring.coreos.com/v1');
  return kinds.status === 200 ? JSON.stringify(flags) : undefined;
}

function start(home: Home, binary: string, server: string, flags: string[]): ChildProcess {
  const pki = (name: string) => join(home.cluster, 'pki', name);
  const ours = operatorArguments(flags, server, pki('ca.crt'), pki('admin.crt'), pki('admin.key'));
  const child = spawn(binary, ours, { stdio: 'inherit', env: marked(home, 'prometheus-operator') });
  child.on('error', (error) => console.error(error.message));
  return child;
}

const [folder, binary] = process.argv.slice(2);
if (!folder || !binary) throw new Error('usage: operator.ts CHECKOUT BINARY');
await play(homeOf(folder), binary);
