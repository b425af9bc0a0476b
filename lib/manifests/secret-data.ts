/** A value as a Secret's `data` holds it. */
export function encoded(value: string): string {
  return Buffer.from(value, 'utf8').toString('base64');
}

/** A value out of a Secret's `data`. */
export function decoded(value: string): string {
  return Buffer.from(value, 'base64').toString('utf8');
}
