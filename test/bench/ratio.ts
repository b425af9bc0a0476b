/** Prints a ratio; one that is more than it may be fails the whole bench, which goes on with the others. */
export function printRatio(name: string, ratio: number, most?: number): void {
  console.log(`${name}: ${ratio.toFixed(3)}${most === undefined ? '' : ` (at most ${most})`}`);
  if (most !== undefined && !(ratio <= most)) process.exitCode = 1;
}
