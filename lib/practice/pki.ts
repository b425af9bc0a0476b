import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from '../text.ts';
import type { Master } from './machines.ts';
import { run } from './run.ts';

const DAYS = '36500';
const DOING = text('Making etcd certificates with openssl', 'openssl로 etcd 인증서 생성');
/** The three pairs that kubespray makes for a node. */
const PAIRS = ['admin', 'member', 'node'] as const;

/**
 * Makes a CA and each master's certificates, named and laid out as kubespray does (FIELD-NOTES 4), in FOLDER/NAME for
 * each master: the other masters' node pairs are links to its own.
 */
export async function makeCertificates(openssl: string, folder: string, masters: readonly Master[]): Promise<void> {
  const work = `${folder}.partial`;
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true, mode: 0o700 });
  const ca = await makeAuthority(openssl, work);
  await Promise.all(masters.map((master) => makeFolder(openssl, work, ca, master, masters)));
  await Promise.all(Object.values(ca).map((file) => rm(file)));
  await rename(work, folder);
}

interface Authority {
  certificate: string;
  key: string;
}

async function makeAuthority(openssl: string, folder: string): Promise<Authority> {
  const ca = { certificate: join(folder, 'ca.pem'), key: join(folder, 'ca-key.pem') };
  const usage = ['-addext', 'keyUsage=critical,keyCertSign,cRLSign,digitalSignature'];
  const out = ['-keyout', ca.key, '-out', ca.certificate];
  await run(DOING, openssl, [...newRequest('/CN=etcd-ca'), '-x509', '-days', DAYS, ...usage, ...out]);
  return ca;
}

function newRequest(subject: string): string[] {
  return ['req', '-new', '-newkey', 'rsa:2048', '-nodes', '-subj', subject];
}

async function makeFolder(
  openssl: string,
  work: string,
  ca: Authority,
  { name }: Master,
  masters: readonly Master[],
): Promise<void> {
  const folder = join(work, name);
  await mkdir(folder, { mode: 0o700 });
  const extensions = join(folder, 'extensions');
  await writeFile(extensions, leafExtensions(masters));
  for (const pair of PAIRS) await makePair(openssl, folder, ca, `${pair}-${name}`, extensions);
  await rm(extensions);
  await run(DOING, 'cp', ['-p', ca.certificate, ca.key, folder]);
  for (const other of masters.filter((one) => one.name !== name)) {
    await symlink(`node-${name}.pem`, join(folder, `node-${other.name}.pem`));
    await symlink(`node-${name}-key.pem`, join(folder, `node-${other.name}-key.pem`));
  }
}

async function makePair(
  openssl: string,
  folder: string,
  ca: Authority,
  name: string,
  extensions: string,
): Promise<void> {
  const [request, key, out] = ['.csr', '-key.pem', '.pem'].map((end) => join(folder, `${name}${end}`)) as [
    string,
    string,
    string,
  ];
  await run(DOING, openssl, [...newRequest(`/CN=etcd-${name}`), '-keyout', key, '-out', request]);
  const signer = ['-CA', ca.certificate, '-CAkey', ca.key, '-set_serial', serial()];
  await run(DOING, openssl, [
    'x509',
    '-req',
    '-in',
    request,
    ...signer,
    '-days',
    DAYS,
    '-extfile',
    extensions,
    '-out',
    out,
  ]);
  await rm(request);
}

function serial(): string {
  return `0x${Buffer.from(crypto.getRandomValues(new Uint8Array(12))).toString('hex')}`;
}

/** The X.509 extensions of every leaf: good for both ends of a connection, and for every member's address. */
function leafExtensions(masters: readonly Master[]): string {
  const addresses = new Set(['127.0.0.1', ...masters.flatMap(({ address, host }) => [address, host])]);
  const names = ['localhost', ...masters.map(({ name }) => name)];
  const alternatives = [...names.map((name) => `DNS:${name}`), ...[...addresses].map((address) => `IP:${address}`)];
  return [
    'basicConstraints=critical,CA:FALSE',
    'keyUsage=critical,digitalSignature,keyEncipherment',
    'extendedKeyUsage=clientAuth,serverAuth',
    `subjectAltName=${alternatives.join(',')}`,
    '',
  ].join('\n');
}
