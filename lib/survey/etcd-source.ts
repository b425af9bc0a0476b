import { isIP } from 'node:net';
import { canonicalAddress } from '../etcd/addresses.ts';
import type { EtcdSource, EtcdSourceFact } from '../facts.ts';

/** What a source tells by its URLs of etcd; undefined when it names nobody. */
export function sourceOf(from: EtcdSource, urls: readonly string[]): EtcdSourceFact | undefined {
  const hosts = [...new Set(urls.map(hostOf).filter((host) => host !== ''))].sort();
  if (hosts.length === 0) return undefined;
  const names = hosts.filter((host) => isIP(host) === 0);
  const ports = [...new Set(urls.flatMap((url) => portOf(url) ?? []))];
  return {
    from,
    addresses: hosts.filter((host) => isIP(host) !== 0),
    ...(names.length > 0 && { names }),
    ...(ports.some((port) => port !== USUAL_PORT) && { ports }),
  };
}

const USUAL_PORT = 2379;

/** The port that a URL of etcd says; undefined where it says none. */
export function portOf(url: string): number | undefined {
  const port = url.trim().match(/:(\d+)\/?$/)?.[1];
  return port === undefined || isIP(url.trim()) !== 0 ? undefined : Number(port);
}

/** The host in a URL of etcd, or in what stands alone, an IP address in its short form; empty when there is none. */
export function hostOf(url: string): string {
  const words = url.trim();
  if (isIP(words)) return canonicalAddress(words);
  const whole = words.includes('://') ? words : `https://${words}`;
  const host = words !== '' && URL.canParse(whole) ? new URL(whole).hostname.replace(/^\[|\]$/g, '') : '';
  return canonicalAddress(host);
}
