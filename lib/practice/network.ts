import { readFileSync } from 'node:fs';
import { text } from '../text.ts';
import type { Home } from './home.ts';
import { LINKS, type Master, NAMESPACE, OUTSIDE, PREFIX } from './machines.ts';
import { run } from './run.ts';

const DOING = text(`Setting up the network namespace ${NAMESPACE}`, `네트워크 네임스페이스 ${NAMESPACE} 구성`);
const REMOVING = text(`Removing the network namespace ${NAMESPACE}`, `네트워크 네임스페이스 ${NAMESPACE} 제거`);
const [OUTER, INNER] = LINKS;

/**
 * Makes the namespace of the masters and the link to it, unless it stands as it should.
 * The outer link carries the plane's folder as its alias, which tells other checkouts whose it is.
 */
export async function networkUp(ip: string, home: Home, masters: readonly Master[]): Promise<boolean> {
  if (await isUp(ip, home, masters)) return false;
  await networkDown(ip);
  const inside = (...args: string[]) => run(DOING, ip, ['-n', NAMESPACE, ...args]);
  const outside = (...args: string[]) => run(DOING, ip, args);
  await outside('netns', 'add', NAMESPACE);
  await outside('link', 'add', OUTER, 'type', 'veth', 'peer', 'name', INNER, 'netns', NAMESPACE);
  await outside('link', 'set', OUTER, 'alias', home.folder);
  await inside('link', 'set', 'lo', 'up');
  for (const { address } of masters) await inside('address', 'add', `${address}/${PREFIX}`, 'dev', INNER);
  await inside('link', 'set', INNER, 'up');
  await outside('address', 'add', `${OUTSIDE}/${PREFIX}`, 'dev', OUTER);
  await outside('link', 'set', OUTER, 'up');
  return true;
}

async function isUp(ip: string, home: Home, masters: readonly Master[]): Promise<boolean> {
  if (networkOwner() !== home.folder) return false;
  const inner = await run(DOING, ip, ['-n', NAMESPACE, '-o', 'address']).catch(() => '');
  const outer = await run(DOING, ip, ['-o', 'address', 'show', 'dev', OUTER, 'up']).catch(() => '');
  return outer.includes(` ${OUTSIDE}/`) && masters.every(({ address }) => inner.includes(` ${address}/`));
}

/** The .practice folder of the plane that the link belongs to; undefined when there is no link or it tells nothing. */
export function networkOwner(): string | undefined {
  try {
    return readFileSync(`/sys/class/net/${OUTER}/ifalias`, 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Removes the namespace and the link; not an error when they aren't there. */
export async function networkDown(ip: string): Promise<void> {
  const spaces = await run(REMOVING, ip, ['netns', 'list']);
  if (new RegExp(`^${NAMESPACE}\\b`, 'm').test(spaces)) await run(REMOVING, ip, ['netns', 'delete', NAMESPACE]);
  const links = await run(REMOVING, ip, ['-o', 'link']);
  if (links.includes(` ${OUTER}@`)) await run(REMOVING, ip, ['link', 'delete', OUTER]).catch(() => {});
}
