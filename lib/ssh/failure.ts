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

/** One line of a tool's or a server's own words, short enough for an error. */
export function firstLine(words: string): string {
  const line = words.split('\n').find((l) => l.trim() !== '') ?? '';
  return line.trim().slice(0, 300);
}
