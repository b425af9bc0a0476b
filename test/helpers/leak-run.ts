import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import { homeOf } from '../../lib/practice/home.ts';
import { runningIn } from '../../lib/practice/processes.ts';
import { cacheFolder } from '../../lib/tools/search.ts';
import { path, proxies } from './etcd-command.ts';
import { filesSince, type Search, searchFor, watchProcesses } from './leaks.ts';
import { kubectl, objects, ROOT } from './plane.ts';

/** Where the key has to be: three entries of our Secret, and of the copy that the operator makes of it for Prometheus. */
const HOLDERS: readonly [secret: RegExp, entries: RegExp][] = [
  [/^Secret monitoring\/etcd-certs$/, /^(ca|node-[a-z0-9-]+?(-key)?)\.pem$/],
  [/^Secret monitoring\/prometheus-k8s-tls-assets-\d+$/, /^0_monitoring_etcd-certs_(ca|node-[a-z0-9-]+?(-key)?)\.pem$/],
];

/** Every secret of the way: keys of the masters, the key that logs in, the password of sudo. */
export function secrets(): string[] {
  const masters = join(ROOT, '.practice/masters');
  const keys = readdirSync(masters).flatMap((name) => {
    const folder = join(masters, name, 'etc/ssl/etcd/ssl');
    return readdirSync(folder).flatMap((file) => (file.endsWith('-key.pem') ? join(folder, file) : []));
  });
  const more = ['.practice/ssh/id_ed25519', '.practice/secrets/sudo-password'].map((file) => join(ROOT, file));
  return [...keys, ...more].map((file) => readFileSync(file, 'utf8'));
}

/** A search for them. */
export const searched = (): Search => searchFor(secrets());
/** The temporary folder and the home of a run. */
export const OWN = { TMPDIR: path('tmp'), HOME: path('home') };
/** Where a run could leave something: everybody's temporary folder, which holds the two, the cache, the checkout. */
const FOLDERS = [tmpdir(), cacheFolder(process.env), ROOT];
// The plane's own keys, and what no run writes.
const NOT = ['.practice', '.git', 'node_modules'].map((name) => join(ROOT, name));

/** Everything in the cluster as the API tells it; of the Secrets that hold the key all but those entries. */
export async function cluster(): Promise<[string, string][]> {
  const kinds = (await kubectl('api-resources', '--verbs=list', '--output=name')).split('\n').filter(Boolean);
  const lists = await Promise.all(kinds.map((kind) => objects('--all-namespaces', kind).catch(() => [])));
  return lists.flat().map((each): [string, string] => {
    const name = `${each.kind} ${each.metadata.namespace ?? ''}/${each.metadata.name}`;
    return [name, JSON.stringify({ ...each, data: withoutKey(name, Object(each.data)) })];
  });
}

function withoutKey(name: string, data: object): object {
  const entries = HOLDERS.find(([secret]) => secret.test(name))?.[1];
  const held = Object.keys(data).filter((entry) => entries?.test(entry));
  assert.ok(held.length === 0 || held.length === 3, `${name}: ${held}`);
  return Object.fromEntries(Object.entries(data).filter(([entry]) => !held.includes(entry)));
}

/** Is called with all that was said so far, and the run that says it. */
export type Moment = (said: string, child: { kill: (signal: 'SIGKILL') => boolean }) => void;

/** Runs a command as a person does, with the key to be read, and looks at all that it says and leaves. */
export async function searchRun(
  args: readonly string[],
  moment: Moment = () => {},
): Promise<{ code: number | null; said: string }> {
  await kubectl('-n', 'monitoring', 'delete', 'secret', 'etcd-certs', '--ignore-not-found');
  const search = searched();
  const since = Date.now();
  const processes = watchProcesses();
  const child = spawn(join(ROOT, 'node_modules/.bin/zx'), args, {
    cwd: ROOT,
    env: { ...process.env, ...OWN, XDG_CACHE_HOME: join(cacheFolder(process.env), '..') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (words: string) => {
      said += words;
      moment(said, child);
    });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  for (let tries = 0; proxies().length > 0 && tries < 100; tries++) await sleep(20);
  assert.equal(proxies(), []);
  const seen = processes.stop();
  assert.ok(
    ['runbook/', '--unix-socket='].every((part) => seen.some(([, content]) => content.includes(part))),
    'the run itself was not seen',
  );
  assert.equal(search.in([['output', said]]), []);
  assert.equal(search.in(seen), []);
  assert.equal(search.in(filesSince(since, FOLDERS, NOT)), []);
  assert.not.match(said, /-----BEGIN [A-Z ]*PRIVATE KEY/);
  return { code, said };
}

/** Holds the API still from the plan on, and does something when the key has been read. */
export function whenRead(act: (child: Parameters<Moment>[1]) => void): {
  moment: Moment;
  reached(): boolean;
  end(): void;
} {
  const api = runningIn(homeOf()).find(({ part }) => part === 'kube-apiserver')?.pid ?? Number.NaN;
  let [held, done] = [false, false];
  return {
    moment: (said, child) => {
      if (!held && said.includes('"type":"plan"')) held = process.kill(api, 'SIGSTOP');
      if (held && !done && said.includes('"type":"etcdMembers"')) {
        done = true;
        setTimeout(() => act(child), 100);
      }
    },
    reached: () => done,
    end: () => void process.kill(api, 'SIGCONT'),
  };
}
