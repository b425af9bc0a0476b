import { say, type Text } from '../text.ts';

/** What went wrong with a host: it decides whether the next host may be tried. */
export type HostFaultKind =
  | 'configuration'
  | 'unreachable'
  | 'unknown-host'
  | 'changed-host'
  | 'authentication'
  | 'timeout'
  | 'lost'
  | 'refused'
  | 'missing'
  | 'content';

/** A failure of one host in words for a person. It never carries what a file held. */
export class HostError extends Error {
  readonly kind: HostFaultKind;
  readonly words: Text;

  constructor(kind: HostFaultKind, words: Text) {
    super(say(words, 'en'));
    this.name = 'HostError';
    this.kind = kind;
    this.words = words;
  }

  /** A key that changed or was revoked may be an attack: no other host is tried after it. */
  get stops(): boolean {
    return this.kind === 'changed-host';
  }
}

/** One line of a tool's or a server's own words, short enough for an error; nothing that could be a key's stays in it. */
export function firstLine(words: string): string {
  const lines = words.split(/[\r\n]+/).map((line) => withoutControls(line).trim());
  return withoutKeys(lines.find((line) => line !== '') ?? '').slice(0, 300);
}

/** Without what would move a terminal's cursor or turn the words around: they are a stranger's. */
export function withoutControls(line: string): string {
  return line.replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
}

const ARMOUR = /-----(BEGIN|END)\b.*/g;
/** Base64 as PEM has it: long, of both cases with a digit, and hardly any slash, unlike a path. */
const LONG_WORD = /[A-Za-z0-9+/]{32,}={0,2}/g;

/** Puts `…` in place of what looks like a part of a PEM. */
export function withoutKeys(line: string): string {
  const hidden = line.replace(ARMOUR, '…');
  if (/^[A-Za-z0-9+/]{16,}={0,2}$/.test(hidden) && !hidden.startsWith('/')) return '…';
  return hidden.replace(LONG_WORD, (word) => (isRandom(word) ? '…' : word));
}

function isRandom(word: string): boolean {
  const slashes = word.split('/').length - 1;
  return /[a-z]/.test(word) && /[A-Z]/.test(word) && /\d/.test(word) && slashes * 12 < word.length;
}
