/** The words of a name as part of an environment variable's name. */
export function upper(name: unknown): string {
  return `${name}`
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^(?=\d)|^$/, '_');
}
