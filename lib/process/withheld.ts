/** Variables of this process that its children don't get; they are put back in the end. */
export interface Withheld extends Disposable {
  take(names: readonly string[]): void;
}

/** Takes variables out of an environment: every child inherits the rest, and anybody of its user can read all it has. */
export function withholdFrom(env: NodeJS.ProcessEnv): Withheld {
  const taken = new Map<string, string>();
  return {
    take: (names) => {
      for (const name of names) {
        const value = env[name];
        if (value === undefined) continue;
        taken.set(name, value);
        delete env[name];
      }
    },
    [Symbol.dispose]: () => {
      Object.assign(env, Object.fromEntries(taken));
      taken.clear();
    },
  };
}
