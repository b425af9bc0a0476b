/** A place in the answers: names of keys and indexes of lists. */
export type Location = readonly (string | number)[];

/** Writes a place as `--set` takes it: `alerting.receivers[0].name`; a dot inside of a key gets a backslash. */
export function formatLocation(location: Location): string {
  return location
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i ? '.' : ''}${part.replace(/[.[\]=\\]/g, '\\$&')}`))
    .join('');
}

const PART = /\[(\d*)\]|((?:\\.|[^.[\]=\\])+)/y;

/**
 * Reads a place as formatLocation writes it; `[]` is the first item and a part of digits stays text, for the reader to
 * take as an index where a list stands. Undefined when it can't be read.
 */
export function parseLocation(written: string): Location | undefined {
  const parts: (string | number)[] = [];
  for (let at = 0; at < written.length; at = PART.lastIndex) {
    if (at > 0 && written[at] === '.' && written[at + 1] !== '[') at += 1;
    else if (at > 0 && written[at] !== '[') return undefined;
    PART.lastIndex = at;
    const [match, index, key] = PART.exec(written) ?? [];
    if (match === undefined) return undefined;
    parts.push(key === undefined ? Number(index) : key.replace(/\\(.)/g, '$1'));
  }
  return parts.length ? parts : undefined;
}
