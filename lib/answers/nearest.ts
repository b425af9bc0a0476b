/** The known word that a mistyped one most probably means; undefined when none is near enough. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(word.length * 0.4));
  const [best] = known
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= most)
    .toSorted((a, b) => a.distance - b.distance);
  return best?.candidate;
}

/** How many letters must be put in, taken out, replaced or swapped with their neighbour to make one word another. */
export function editDistance(a: string, b: string): number {
  let twoUp: number[] = [];
  let up = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(up, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(twoUp, j - 2) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(at(up, j) + 1, at(row, j - 1) + 1, replaced, swapped));
    }
    [twoUp, up] = [up, row];
  }
  return at(up, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
