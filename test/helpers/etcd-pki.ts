import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How a test wants a certificate; left out: a good client certificate. */
export interface Wish {
  /** Days it is valid; a negative number makes one that has expired. */
  days?: number;
  /** Extended key usage; empty for none. */
  use?: string;
  authority?: boolean;
  names?: string;
}

/** An authority made for one test, in a folder of its own that must be removed at the end. */
export interface TestPki {
  folder: string;
  path(file: string): string;
  read(file: string): string;
  /** Writes NAME.pem and NAME-key.pem, signed by another pair of this folder. */
  issue(name: string, by?: string, wish?: Wish): void;
  remove(): void;
}

/** Makes an authority, ca.pem and ca-key.pem, with EC keys; it is valid for so many days. */
export function makePki(days = 30): TestPki {
  const folder = mkdtempSync(join(tmpdir(), 'tks-test-'));
  const path = (file: string) => join(folder, file);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...fresh,
    '-keyout',
    'ca-key.pem',
    '-out',
    'ca.pem',
    '-days',
    `${days}`,
    '-subj',
    '/CN=test-ca',
  );
  const issue = (name: string, by = 'ca', wish: Wish = {}) => {
    const { days = 20, use = 'clientAuth,serverAuth', authority = false, names = 'DNS:localhost,IP:127.0.0.1' } = wish;
    openssl('req', '-new', ...fresh, '-keyout', `${name}-key.pem`, '-out', 'request', '-subj', `/CN=${name}`);
    const extensions = [`basicConstraints=CA:${authority ? 'TRUE' : 'FALSE'}`, `subjectAltName=${names}`];
    if (use) extensions.push(`extendedKeyUsage=${use}`);
    writeFileSync(path('extensions'), `${extensions.join('\n')}\n`);
    const signer = ['-CA', `${by}.pem`, '-CAkey', `${by}-key.pem`, '-CAcreateserial'];
    openssl(
      'x509',
      '-req',
      '-in',
      'request',
      ...signer,
      '-days',
      `${days}`,
      '-extfile',
      'extensions',
      '-out',
      `${name}.pem`,
    );
  };
  return {
    folder,
    path,
    read: (file) => readFileSync(path(file), 'utf8'),
    issue,
    remove: () => rmSync(folder, { recursive: true }),
  };
}
