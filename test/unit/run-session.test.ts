import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import { declined } from '../../lib/command/interrupts.ts';
import { readOptions } from '../../lib/command/options.ts';
import { EXIT, RunbookError } from '../../lib/errors.ts';
import { createOutput } from '../../lib/output/output.ts';
import { run } from '../../lib/process/run.ts';
import { readHosts } from '../../lib/run/read-hosts.ts';
import { openSession, type Session } from '../../lib/run/session.ts';
import { temporaryFolder } from '../helpers/openssl.ts';

const temporary = temporaryFolder();
test.after(temporary.remove);

/** A kubectl that writes its environment down, and whose proxy is a file. */
const KUBECTL = `#!/bin/sh
env >> "$(dirname "$0")/environment"
for last; do :; done
case $last in --unix-socket=*) : > "\${last#--unix-socket=}"; exec sleep 300 ;; *) echo c ;; esac
`;

test('no child gets a variable that the answers name as a secret; the run itself reads it, and nothing shows it', async () => {
  const value = `v${Math.random()}`;
  writeFileSync(join(temporary.path, 'kubectl'), KUBECTL, { mode: 0o755 });
  const mine = {
    TKS_KUBECTL: join(temporary.path, 'kubectl'),
    MY_GIVEN: value,
    MY_ASKED: `${value}2`,
    MY_OTHER: 'other',
  };
  Object.assign(process.env, mine);
  const output = createOutput({ lang: 'en', output: 'json', verbose: false }, { out: () => {}, err: () => {} });
  const answers = { grafana: { admin: { password: { env: 'MY_GIVEN' } } } } as AnswersFile;
  try {
    const session = await openSession(readOptions([], {}), output, {} as Session['interrupts'], answers);
    try {
      const asked = [{ path: 'a', ref: { env: 'MY_ASKED' } }];
      await session.secrets.requireAll(asked);
      for (const name of ['MY_GIVEN', 'MY_ASKED'] as const)
        assert.is((await session.ports.secrets.read({ env: name })).reveal(), mine[name]);
      const seen = readFileSync(join(temporary.path, 'environment'), 'utf8');
      assert.match(seen, 'MY_OTHER=other');
      assert.not.match(seen, 'MY_GIVEN');
      const { stdout } = await run('env', []);
      assert.match(stdout, 'MY_OTHER=other');
      assert.not.match(stdout, /MY_GIVEN|MY_ASKED/);
      assert.is(output.scrubber.scrub(`it is ${value}.`), 'it is «secret».');
    } finally {
      await session[Symbol.asyncDispose]();
    }
    assert.is(process.env.MY_GIVEN, value);
    assert.ok(existsSync(join(temporary.path, 'environment')));
  } finally {
    for (const name of Object.keys(mine)) delete process.env[name];
  }
});

test('leaving at a question about a host is an interruption; what is wrong with a host is a precondition', async () => {
  const client = { get: async () => undefined };
  const failed = new RunbookError({ doing: declined().failure.doing, causes: [] });
  for (const [error, exit] of [
    [declined(), EXIT.interrupted],
    [failed, EXIT.preflight],
  ] as const) {
    const masters = { readCertificates: () => Promise.reject(error) };
    const session = { client, ports: { masters }, interactive: true } as unknown as Parameters<typeof readHosts>[0];
    const etcd = { certificates: { source: 'ssh' } } as Parameters<typeof readHosts>[1];
    const facts = { cluster: { etcd: [] } } as unknown as Parameters<typeof readHosts>[2];
    const thrown = await readHosts(session, etcd, facts).catch((e: unknown) => e);
    assert.instance(thrown, RunbookError);
    assert.is((thrown as RunbookError).exit, exit);
  }
});

test.run();
