import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as v from 'valibot';
import { etcd as schema } from '../../lib/answers/schema/etcd.ts';
import { Sealed } from '../../lib/answers/secret.ts';
import { createMasters } from '../../lib/certificates/masters.ts';
import type { MasterOptions } from '../../lib/certificates/open-master.ts';
import { formatError, RunbookError } from '../../lib/errors.ts';
import { onMachines } from './on-machines.ts';
import { openNow } from './ssh-session.ts';

/** The way to the plane's masters, as `practice.mts up` writes it. */
export const config: string = resolve('.practice/ssh_config');
export const knownHosts: string = resolve('.practice/ssh/known_hosts');
export const onMaster1 = (file: string): string => resolve('.practice/masters/master1/etc/ssl/etcd/ssl', file);
/** A test for a plane whose masters can be read: without root they have no /etc of their own, and no kubespray's folder. */
export const when = onMachines;

/** A folder of this test file's own, gone with it. */
const folder = mkdtempSync(join(tmpdir(), 'tks-test-'));
export const path = (name: string): string => join(folder, name);
export const write = (name: string, content: string): string => {
  writeFileSync(path(name), content);
  return path(name);
};

const password = new Sealed('not needed by a NOPASSWD rule');
export const mastersOf = (options: Partial<MasterOptions> = {}) =>
  createMasters({ secrets: { read: async () => password }, env: {}, ...options });
export const answers = (certificates: v.InferInput<typeof schema>['certificates'] = {}) =>
  v.parse(schema, {
    certificates: { hosts: ['master1'], ...certificates, ssh: { config, sudo: 'nopasswd', ...certificates.ssh } },
  });

/** The failure that some work ends with; nothing of a certificate or a key may be in it. */
export async function failureOf(work: Promise<unknown>): Promise<RunbookError> {
  const error = await work.catch((e: unknown) => e);
  if (!(error instanceof RunbookError)) throw new Error(`not a RunbookError: ${error}`);
  assert.not.match(`${formatError(error, 'en')}${error.stack}`, /PRIVATE KEY|BEGIN CERT/);
  return error;
}

/** Makes every test of a file prove that it leaves no socket open. */
export function leavesNothing(): void {
  let openBefore = 0;
  test.before.each(() => {
    openBefore = openNow();
  });
  test.after.each(async () => {
    const end = Date.now() + 2000;
    while (openNow() > openBefore && Date.now() < end) await sleep(20);
    assert.is(openNow(), openBefore, 'sockets left open');
  });
  test.after(() => rmSync(folder, { recursive: true }));
}
