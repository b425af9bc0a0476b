/** Breaks words into lines of at most `width` columns, each indented; Korean letters take two columns. */
export function wrap(words: string, width: number, indent = ''): string {
  const lines: string[] = [];
  for (const word of words.split(' ')) {
    const last = lines.at(-1);
    const longer = `${last} ${word}`;
    if (last !== undefined && columnsOf(indent + longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line) => indent + line).join('\n');
}

/** How many columns of a terminal a line takes. */
export function columnsOf(line: string): number {
  return [...line].reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) >= 0x1100 ? 2 : 1), 0);
}
