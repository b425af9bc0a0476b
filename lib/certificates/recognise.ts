import { join } from 'node:path/posix';
import { cannotScrape } from '../etcd/distribution.ts';
import type { DistributionFact } from '../facts.ts';
import { HostError } from '../ssh/failure.ts';
import type { Text } from '../text.ts';
import type { CertificateFiles } from './files.ts';

/** The CA of each distribution's own etcd, which is no secret, and where it is. */
const SIGNS: readonly { name: DistributionFact['name']; folder: string; file: string }[] = [
  { name: 'rke2', folder: '/var/lib/rancher/rke2/server/tls/etcd', file: 'server-ca.crt' },
  { name: 'k3s', folder: '/var/lib/rancher/k3s/server/tls/etcd', file: 'server-ca.crt' },
  { name: 'k0s', folder: '/var/lib/k0s/pki/etcd', file: 'ca.crt' },
];

/**
 * Why no certificate is to be looked for on a machine whose etcd belongs to k3s, rke2 or k0s; undefined on any other.
 * Nothing of it is used.
 */
export async function recognise(files: CertificateFiles, folder?: string): Promise<Text | undefined> {
  // In a copy only the file's name is left, which k3s and rke2 share.
  const signs = folder === undefined ? SIGNS : [{ name: 'k3s' as const, folder, file: 'server-ca.crt' }];
  for (const sign of signs) {
    if (await isThere(files, join(sign.folder, sign.file))) return cannotScrape(sign.name);
  }
  return undefined;
}

async function isThere(files: CertificateFiles, path: string): Promise<boolean> {
  try {
    await files.read(path);
    return true;
  } catch (error) {
    if (error instanceof HostError && ['missing', 'refused', 'content'].includes(error.kind)) return false;
    throw error;
  }
}
