import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ParsedKey } from 'ssh2';
import type { Sealed } from '../answers/secret.ts';
import { type Text, text } from '../text.ts';
import type { AgentKey } from './agent.ts';
import { HostError } from './failure.ts';
import { openKey, publicHalf } from './private-key.ts';

/** Where passphrases of key files come from. */
export interface Passphrases {
  /** The one that the answers refer to. */
  answered?: Sealed | undefined;
  /** Asks a person, who may decline; `wrong`: the one before didn't open it. */
  ask?: ((file: string, wrong: boolean) => Promise<Sealed | undefined>) | undefined;
}

interface OpenOptions {
  /** The answers name it: then it must be there and open. */
  required: boolean;
  /** Nothing else could be offered. */
  alone: boolean;
  /** The agent's keys, one of which may be this file's. */
  held: readonly AgentKey[];
  passphrases?: Passphrases;
}

type Identity = { key: ParsedKey } | { held: AgentKey } | { why?: Text };

/** Reads one identity file: a key, the agent's key that it stands for, or why it's left out. @throws HostError */
export async function openIdentity(file: string, options: OpenOptions): Promise<Identity> {
  const content = await readIdentity(file, options.required);
  if (content === undefined) return {};
  if (!content.includes('PRIVATE KEY-----')) return standIn(file, content, options);
  const opened = openKey(content, undefined);
  if ('key' in opened) return opened;
  if (opened.fault !== 'locked') return leftOut(file, UNSUPPORTED, options);
  const held = heldAs(options.held, publicHalf(content) ?? (await publicFile(`${file}.pub`)));
  return held ? { held } : unlock(file, content, options);
}

/** A file with a public key stands for the agent's key of that name. */
function standIn(file: string, content: string, options: OpenOptions): Identity {
  const held = heldAs(options.held, blobIn(content));
  if (held) return { held };
  if (!options.required) return {};
  const words = blobIn(content)
    ? text(`${file} is a public key that the agent has no key for`, `${file}은(는) 에이전트에 없는 키의 공개 키입니다`)
    : text(`${file} is no private key`, `${file}은(는) 개인 키가 아닙니다`);
  throw new HostError('configuration', words);
}

async function unlock(file: string, content: string, options: OpenOptions): Promise<Identity> {
  const { passphrases = {}, required, alone } = options;
  if (passphrases.answered) {
    const opened = openKey(content, passphrases.answered.reveal());
    if ('key' in opened) return opened;
    return leftOut(file, opened.fault === 'wrong' ? WRONG : UNSUPPORTED, options);
  }
  // A person isn't asked for each of the usual files when something else will do.
  if (passphrases.ask && (required || alone || !USUAL.test(basename(file)))) {
    const opened = await askFor(file, content, passphrases.ask);
    if (opened) return opened;
  }
  return leftOut(file, LOCKED, options);
}

const USUAL = /^id_(rsa|dsa|ecdsa|ecdsa_sk|ed25519|ed25519_sk|xmss)$/;
/** How often a person may mistype; nothing goes over the network meanwhile. */
const TRIES = 3;

async function askFor(
  file: string,
  content: string,
  ask: NonNullable<Passphrases['ask']>,
): Promise<{ key: ParsedKey } | undefined> {
  for (let tries = 0; tries < TRIES; tries++) {
    const passphrase = await ask(file, tries > 0);
    if (!passphrase) return undefined;
    const opened = openKey(content, passphrase.reveal());
    if ('key' in opened) return opened;
  }
  return undefined;
}

function leftOut(file: string, why: Text, { required }: OpenOptions): Identity {
  if (!required) return { why };
  throw new HostError('configuration', text(`identity file ${file}: ${why.en}`, `개인 키 파일 ${file}: ${why.ko}`));
}

const LOCKED = text(
  'it needs a passphrase: answer etcd.certificates.ssh.passphrase, or load it into ssh-agent',
  '암호가 필요함: 답변 etcd.certificates.ssh.passphrase를 지정하거나 ssh-agent에 등록하십시오',
);
const WRONG = text(
  'the passphrase of etcd.certificates.ssh.passphrase does not open it',
  'etcd.certificates.ssh.passphrase의 암호로 열리지 않음',
);
const UNSUPPORTED = text('its kind of key is not supported', '지원하지 않는 종류의 키');

async function readIdentity(file: string, required: boolean): Promise<string | undefined> {
  try {
    return await readFile(file, 'latin1');
  } catch (error) {
    if (!required) return undefined;
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new HostError(
      'configuration',
      text(`identity file ${file} can't be read: ${code}`, `개인 키 파일 ${file}을(를) 읽을 수 없습니다: ${code}`),
    );
  }
}

function heldAs(held: readonly AgentKey[], blob: Buffer | undefined): AgentKey | undefined {
  return blob && held.find((key) => key.blob.equals(blob));
}

async function publicFile(file: string): Promise<Buffer | undefined> {
  return blobIn((await readIdentity(file, false)) ?? '');
}

/** The key in a line `type base64 comment`. */
function blobIn(line: string): Buffer | undefined {
  const [, base64] = /^\s*[a-z][\w.@-]+ (AAAA[A-Za-z0-9+/]+=*)/.exec(line) ?? [];
  return base64 ? Buffer.from(base64, 'base64') : undefined;
}
