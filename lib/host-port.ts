import { isIPv6 } from 'node:net';

/** A host and its port as URLs and people write them; brackets keep an IPv6 address and its port apart. */
export function hostPort(host: string, port: number): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}
