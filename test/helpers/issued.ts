import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';

/** A certificate for a test to make; without an issuer it signs itself. */
export interface Wanted {
  name: string;
  hosts?: readonly string[];
  isCa?: boolean;
  /** Name of one that was made before in the same folder. */
  issuer?: string;
  /** Extended key usage, in openssl's words. */
  usage?: string;
  /** How long it is valid; left out: a CA 30 days, else 1 for one that signs itself and 20 for the others. */
  days?: number;
}

/** Makes a certificate with the common name NAME and just these extensions, as NAME.crt and NAME.key. */
export function makeIssued(folder: string, wanted: Wanted): void {
  const { name, issuer } = wanted;
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  writeFileSync(join(folder, `${name}.ext`), extensionsOf(wanted));
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}.key`];
  openssl('req', '-new', ...key, '-subj', `/CN=${name}`, '-out', `${name}.csr`);
  const signer = issuer ? ['-CA', `${issuer}.crt`, '-CAkey', `${issuer}.key`] : ['-signkey', `${name}.key`];
  const serial = String(Math.trunc(Math.random() * 1e9) + 1);
  const times = ['-days', String(daysOf(wanted)), '-set_serial', serial, '-extfile', `${name}.ext`];
  openssl('x509', '-req', '-in', `${name}.csr`, ...signer, ...times, '-out', `${name}.crt`);
}

function daysOf({ days, isCa, issuer }: Wanted): number {
  if (days !== undefined) return days;
  if (isCa) return 30;
  return issuer ? 20 : 1;
}

function extensionsOf({ hosts = [], isCa = false, usage }: Wanted): string {
  const names = hosts.map((host) => `${isIP(host) ? 'IP' : 'DNS'}:${host}`).join(',');
  return [
    `basicConstraints=critical,CA:${isCa ? 'TRUE' : 'FALSE'}`,
    ...(names ? [`subjectAltName=${names}`] : []),
    ...(usage ? [`extendedKeyUsage=${usage}`] : []),
    '',
  ].join('\n');
}
