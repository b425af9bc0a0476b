import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether this machine can make certificates for a test. */
export function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A folder for a test's files, and the way to be rid of it. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'tks-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Makes a self-signed certificate for hosts, valid for a day, as NAME.crt and NAME.key. */
export function makeCertificate(folder: string, name: string, hosts: readonly string[]): void {
  const names = hosts.map((host) => `DNS:${host}`).join(',');
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}.key`];
  const subject = ['-subj', '/CN=test', '-addext', `subjectAltName=${names}`];
  const args = ['req', '-x509', ...key, '-out', `${name}.crt`, '-days', '1', ...subject];
  execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
}
