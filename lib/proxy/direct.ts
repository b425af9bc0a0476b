import { BlockList, isIP } from 'node:net';

/** Whether a NO_PROXY list lets a URL go without the proxy, as programs in Go read such a list. */
export function goesDirect(url: string, list: readonly string[]): boolean {
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || isLoopback(host)) return true;
  const at = port || (protocol === 'http:' ? '80' : '443');
  return list.some((entry) => matches(entry.toLowerCase(), host, at));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return inRange(entry, host);
  const [, name = entry, only] = /^(\[[^\]]+\]|[^:]+):([0-9]+)$/.exec(entry) ?? [];
  if (only !== undefined && only !== port) return false;
  const wanted = name.replace(/^\[|\]$/g, '').replace(/^\*\./, '.');
  if (isIP(wanted) || isIP(host)) return wanted === host;
  return host.endsWith(wanted.startsWith('.') ? wanted : `.${wanted}`) || host === wanted;
}

function inRange(range: string, host: string): boolean {
  const [network = '', bits = ''] = range.split('/');
  const [wanted, family] = [isIP(network), isIP(host)];
  if (wanted === 0 || wanted !== family || !/^[0-9]{1,3}$/.test(bits)) return false;
  if (Number(bits) > (family === 6 ? 128 : 32)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family === 6 ? 'ipv6' : 'ipv4');
  return list.check(host, family === 6 ? 'ipv6' : 'ipv4');
}

function isLoopback(host: string): boolean {
  return host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
