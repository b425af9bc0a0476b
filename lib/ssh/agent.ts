import { connect } from 'node:net';
import ssh2, { type IdentityCallback, type ParsedKey, type SignCallback, type SigningRequestOptions } from 'ssh2';
import { within } from './deadline.ts';
import { keyTypeOf } from './known-hosts.ts';
import { sha1Refusal } from './rsa.ts';
import { readStrings } from './wire.ts';

/** A key that an agent holds. */
export interface AgentKey {
  /** Such as ssh-ed25519. */
  type: string;
  /** The public key as it goes over the wire. */
  blob: Buffer;
  comment: string;
}

/** Milliseconds for an agent to say which keys it has; it's on this machine. */
const AGENT_LIMIT = 3000;
/** A list of keys longer than this is none. */
const MOST_BYTES = 1024 * 1024;
const REQUEST_IDENTITIES = Buffer.from([0, 0, 0, 1, 11]);
const IDENTITIES_ANSWER = 12;

/** The keys of an agent, those too that can't be used here. @throws Error when it doesn't answer */
export async function listAgent(socket: string, limit: number = AGENT_LIMIT): Promise<AgentKey[]> {
  const connection = connect(socket);
  try {
    return await within(limit, ask(connection), () => new Error(`no answer within ${limit / 1000} s`));
  } finally {
    connection.destroy();
  }
}

async function ask(connection: ReturnType<typeof connect>): Promise<AgentKey[]> {
  connection.write(REQUEST_IDENTITIES);
  let answer: Buffer = Buffer.alloc(0);
  for await (const chunk of connection) {
    answer = Buffer.concat([answer, chunk as Buffer]);
    const whole = readStrings(answer, 1)?.strings[0];
    if (whole) return keysIn(whole);
    if (answer.length > MOST_BYTES) break;
  }
  throw new Error('no answer');
}

function keysIn(answer: Buffer): AgentKey[] {
  if (answer[0] !== IDENTITIES_ANSWER) throw new Error('locked');
  const count = answer.readUInt32BE(1);
  const read = readStrings(answer.subarray(5), count * 2);
  if (!read) throw new Error('no list of keys');
  return Array.from({ length: count }, (_, i) => {
    const [blob = Buffer.alloc(0), comment = blob] = read.strings.slice(i * 2);
    return { type: keyTypeOf(blob), blob, comment: comment.toString('utf8') };
  });
}

/** Types of keys that ssh2 can offer; it passes over certificates and keys in hardware without a word (FIELD-NOTES 5). */
export function isUsable({ type, blob }: AgentKey): boolean {
  return /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp\d+)$/.test(type) && !(ssh2.utils.parseKey(blob) instanceof Error);
}

/** An agent with one of its keys only: a server counts every key that is offered, and ssh2 would offer them all. */
export class OneKeyAgent extends ssh2.BaseAgent<ParsedKey> {
  readonly #agent: InstanceType<typeof ssh2.OpenSSHAgent>;
  readonly #blob: Buffer;

  constructor(socket: string, { blob }: AgentKey) {
    super();
    this.#agent = new ssh2.OpenSSHAgent(socket);
    this.#blob = blob;
  }

  getIdentities(give: IdentityCallback<ParsedKey>): void {
    const key = ssh2.utils.parseKey(this.#blob);
    if (key instanceof Error) give(key);
    else give(null, [key]);
  }

  sign(key: ParsedKey, data: Buffer, options: SigningRequestOptions | SignCallback, give?: SignCallback): void {
    const [wish, done] = typeof options === 'function' ? [{}, options] : [options, give];
    const refusal = sha1Refusal(key, wish.hash);
    if (refusal) done?.(refusal);
    else this.#agent.sign(key, data, wish, done);
  }
}
