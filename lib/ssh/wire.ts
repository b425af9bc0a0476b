/** Reads so many strings of SSH's wire form, each a length in four bytes and as many bytes; undefined when it's short. */
export function readStrings(bytes: Buffer, count: number): { strings: Buffer[]; rest: Buffer } | undefined {
  const strings: Buffer[] = [];
  let rest = bytes;
  while (strings.length < count) {
    if (rest.length < 4) return undefined;
    const end = 4 + rest.readUInt32BE(0);
    if (rest.length < end) return undefined;
    strings.push(rest.subarray(4, end));
    rest = rest.subarray(end);
  }
  return { strings, rest };
}
