/** Where a secret's value is; the value itself never stands in an answers file (DESIGN 6). */
export type SecretRef = { env: string } | { file: string } | { secret: string; key: string };

/** How a person reads a reference: `environment variable X`, without its value. */
export function describeSecret(ref: SecretRef): string {
  if ('env' in ref) return `$${ref.env}`;
  return 'file' in ref ? ref.file : `Secret ${ref.secret}[${ref.key}]`;
}

/** A secret's value in memory: it shows itself in no log, no JSON and no inspection. */
export class Sealed {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for the one request that needs it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '«secret»';
  }

  toJSON(): string {
    return '«secret»';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '«secret»';
  }
}
