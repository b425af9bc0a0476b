import { Sealed } from '../answers/secret.ts';
import type { UnknownHost } from './host-key.ts';
import { type KnownKey, keyTypeOf } from './known-hosts.ts';

/** The ways to a person; each left out where nobody is there to be asked. */
export interface AskPerson {
  /** Whether the key that a host shows is the right one. */
  confirmHost?: ((host: UnknownHost) => Promise<boolean>) | undefined;
  /** The passphrase of a key file; undefined: the person declines. `wrong`: the one before didn't open it. */
  askPassphrase?: ((file: string, wrong: boolean) => Promise<string | undefined>) | undefined;
  /** The login password of a machine, as user@host:port; undefined: the person declines. */
  askPassword?: ((machine: string) => Promise<string | undefined>) | undefined;
}

/** What a person was asked in this run: one question at a time, each once, though several machines are reached at once. */
export interface Asked {
  /** The key that was confirmed for a name of known_hosts. */
  confirmed(name: string): KnownKey | undefined;
  /** Asks about a key; undefined when it's declined or nobody can be asked. */
  confirm(name: string, key: Buffer, host: UnknownHost): Promise<KnownKey | undefined>;
  /** Undefined where nobody can be asked. */
  passphrase?: (file: string, wrong: boolean) => Promise<Sealed | undefined>;
  /** Undefined where nobody can be asked. */
  password?: (machine: string) => Promise<Sealed | undefined>;
}

/** Remembers for as long as it lives. */
export function createAsked({ confirmHost, askPassphrase, askPassword }: AskPerson): Asked {
  const keys = new Map<string, KnownKey>();
  const declined = new Set<string>();
  const passphrases = new Map<string, Sealed | undefined>();
  const passwords = new Map<string, Sealed | undefined>();
  const inTurn = takeTurns();
  return {
    confirmed: (name) => keys.get(name),
    confirm: (name, key, host) =>
      inTurn(async () => {
        const before = keys.get(name);
        if (before?.key.equals(key)) return before;
        const id = `${name} ${host.fingerprint}`;
        if (!confirmHost || declined.has(id)) return undefined;
        if (!(await confirmHost(host))) {
          declined.add(id);
          return undefined;
        }
        const pinned: KnownKey = { type: keyTypeOf(key), key, mark: 'none', where: 'confirmed in this run' };
        keys.set(name, pinned);
        return pinned;
      }),
    ...(askPassphrase && {
      passphrase: (file, wrong) =>
        inTurn(async () => {
          if (!wrong && passphrases.has(file)) return passphrases.get(file);
          const typed = await askPassphrase(file, wrong);
          const sealed = typed ? new Sealed(typed) : undefined;
          passphrases.set(file, sealed);
          return sealed;
        }),
    }),
    ...(askPassword && {
      password: (machine) =>
        inTurn(async () => {
          if (passwords.has(machine)) return passwords.get(machine);
          const typed = await askPassword(machine);
          const sealed = typed ? new Sealed(typed) : undefined;
          passwords.set(machine, sealed);
          return sealed;
        }),
    }),
  };
}

function takeTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => {});
    return mine;
  };
}
