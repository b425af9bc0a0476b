import { readFile, stat } from 'node:fs/promises';
import type { BaseAgent, ParsedKey } from 'ssh2';
import type { Sealed } from '../answers/secret.ts';
import { causeOf } from '../errors.ts';
import { type Text, text } from '../text.ts';
import { type AgentKey, isUsable, listAgent, OneKeyAgent } from './agent.ts';
import { firstLine } from './failure.ts';
import type { SshHost } from './host.ts';
import { openIdentity, type Passphrases } from './identity-file.ts';

/** One key to log in with. */
export type Offer = { label: string; key: ParsedKey } | { label: string; agent: BaseAgent };

/** A key that isn't offered, and why; said when the login fails. */
export interface LeftOut {
  label: string;
  why: Text;
}

/** What there is to log in with, in the order in which it's offered. */
export interface Credentials {
  offers: Offer[];
  leftOut: LeftOut[];
  /** For a server that asks for one; offered once, after the keys. Never the one for sudo. */
  password?: Sealed | undefined;
}

/**
 * Reads the identity files and asks the agent. Files come first, each from the agent where the file itself is locked
 * or a public key; then, unless IdentitiesOnly, what else the agent has.
 * @throws HostError when the answers' own file is missing or can't be opened
 */
export async function readCredentials(host: SshHost, passphrases: Passphrases): Promise<Credentials> {
  const leftOut: LeftOut[] = [];
  const held = await heldKeys(host.agent, leftOut);
  const offers: Offer[] = [];
  const offered = new Set<string>();
  const offer = (blob: Buffer, one: Offer) => {
    const id = blob.toString('base64');
    if (!offered.has(id)) offers.push(one);
    offered.add(id);
  };
  const ofAgent = (key: AgentKey) =>
    host.agent && offer(key.blob, { label: labelOf(key), agent: new OneKeyAgent(host.agent, key) });
  // With nothing else at hand a locked file of the usual names is worth a question too.
  const alone = held.length === 0 && !(await anyPlain(host));
  for (const file of new Set(host.identityFiles)) {
    const found = await openIdentity(file, { required: host.identityRequired, alone, held, passphrases });
    if ('key' in found) offer(found.key.getPublicSSH(), { label: file, key: found.key });
    else if ('held' in found) ofAgent(found.held);
    else if (found.why) leftOut.push({ label: file, why: found.why });
  }
  for (const key of host.identitiesOnly ? [] : held) ofAgent(key);
  for (const label of await certificates(host)) leftOut.push({ label, why: CERTIFICATE });
  return { offers, leftOut };
}

const CERTIFICATE = text('certificates of users are not supported', '사용자 인증서는 지원하지 않음');

/** The agent's keys that can be offered; those that can't, and an agent that fails, are noted. */
async function heldKeys(socket: string | undefined, leftOut: LeftOut[]): Promise<AgentKey[]> {
  if (socket === undefined || !(await isSocket(socket))) return [];
  try {
    const keys = await listAgent(socket);
    for (const key of keys.filter((one) => !isUsable(one))) {
      const why = /-cert-/.test(key.type)
        ? CERTIFICATE
        : text(`keys of type ${key.type} are not supported`, `${key.type} 종류의 키는 지원하지 않음`);
      leftOut.push({ label: labelOf(key), why });
    }
    return keys.filter(isUsable);
  } catch (error) {
    const cause = firstLine(causeOf(error));
    leftOut.push({ label: 'ssh-agent', why: text(`it fails: ${cause}`, `오류: ${cause}`) });
    return [];
  }
}

function labelOf({ type, comment }: AgentKey): string {
  return `ssh-agent ${firstLine(comment) || type}`;
}

async function anyPlain(host: SshHost): Promise<boolean> {
  const opened = await Promise.all(
    host.identityFiles.map((file) => openIdentity(file, { required: false, alone: false, held: [] })),
  );
  return opened.some((one) => 'key' in one);
}

async function certificates({ identityFiles, certificateFiles = [] }: SshHost): Promise<string[]> {
  const files = [...certificateFiles, ...identityFiles.map((file) => `${file}-cert.pub`)];
  const there = await Promise.all(files.map((file) => readFile(file).then(Boolean, () => false)));
  return [...new Set(files.filter((_, i) => there[i]))];
}

async function isSocket(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isSocket(),
    () => false,
  );
}
