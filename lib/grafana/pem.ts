import { X509Certificate } from 'node:crypto';

const BLOCK = /-----BEGIN ([^-\r\n]+)-----[^-]*-----END \1-----/g;
const MARK = /-----BEGIN ([^-\r\n]+)-----/g;

/**
 * Every certificate of a PEM file, in its order. Text between the blocks is allowed, as openssl writes it.
 * @throws Error when there is none, when one can't be read, and when any block is something else, such as a key.
 */
export function certificatesOf(pem: string): X509Certificate[] {
  if (pem.includes('PRIVATE KEY')) throw new Error('the file holds a private key');
  const other = [...pem.matchAll(MARK)].find(([, label]) => label !== 'CERTIFICATE')?.[1];
  if (other !== undefined) throw new Error(`the file holds a PEM block ${other}, which is no certificate`);
  const blocks = [...pem.matchAll(BLOCK)].map(([block]) => block);
  if (blocks.length === 0) throw new Error('the file holds no PEM certificate');
  if (blocks.length !== [...pem.matchAll(MARK)].length) throw new Error('a PEM block of the file has no end');
  return blocks.map((block) => new X509Certificate(block));
}
