import { readFile } from 'node:fs/promises';
import { causeOf, EXIT, RunbookError } from '../errors.ts';
import type { SecretReader } from '../ports.ts';
import { type Text, text } from '../text.ts';
import { describeSecret, Sealed, type SecretRef } from './secret.ts';
import { type SecretUse, variablesOf } from './secret-refs.ts';

/** What the reader reads from. */
export interface SecretSources {
  env: Readonly<Record<string, string | undefined>>;
  /** Whether a Secret of the namespace monitoring has a key; left out: such references are taken as they are. */
  hasKey?: (secret: string, key: string) => Promise<boolean>;
  /** Is told every value that is read or typed, so that no output shows it. */
  hide?: (value: string) => void;
  /** Is told every variable that the answers name, so that no child gets it. */
  withhold?: (names: readonly string[]) => void;
}

/** A SecretReader that can also hold what was typed at a prompt, for this run only. */
export interface Secrets extends SecretReader {
  /** Keeps a typed secret in memory under the name of an environment variable. */
  keep(name: string, value: string): void;
  /** The variables that hold what was typed. */
  typedNames(): string[];
  /** @throws RunbookError that lists every secret of the answers that can't be read. */
  requireAll(uses: readonly SecretUse[]): Promise<void>;
}

/** Reads secrets from environment variables and files; one in the cluster is referred to and never read. */
export function createSecretReader(sources: SecretSources): Secrets {
  const typed = new Map<string, Sealed>();
  const find = async (ref: SecretRef) => {
    const found = await lookUp(ref, { ...sources, typed });
    if (found instanceof Sealed) sources.hide?.(found.reveal());
    return found;
  };
  return {
    keep: (name, value) => {
      sources.hide?.(value);
      typed.set(name, new Sealed(value));
    },
    typedNames: () => [...typed.keys()],
    read: async (ref) => {
      const found = await find(ref);
      if (found instanceof Sealed) return found;
      throw unreadable([found ?? onlyInCluster(ref)]);
    },
    requireAll: async (uses) => {
      sources.withhold?.(variablesOf(uses));
      const problems = await Promise.all(uses.map(async ({ path, ref }) => ({ path, found: await find(ref) })));
      const missing = problems.flatMap(({ path, found }) =>
        found === undefined || found instanceof Sealed ? [] : [text(`${path}: ${found.en}`, `${path}: ${found.ko}`)],
      );
      if (missing.length) throw unreadable(missing);
    },
  };
}

type Sources = SecretSources & { typed: ReadonlyMap<string, Sealed> };

/** The secret, or why there is none; undefined for one that is only referred to, and there. */
async function lookUp(ref: SecretRef, { env, typed, hasKey }: Sources): Promise<Sealed | Text | undefined> {
  if ('env' in ref) {
    const value = env[ref.env];
    return typed.get(ref.env) ?? (value ? new Sealed(value) : notSet(ref.env));
  }
  if ('file' in ref) return await readSecretFile(ref.file);
  return !hasKey || (await hasKey(ref.secret, ref.key)) ? undefined : notInCluster(ref);
}

async function readSecretFile(file: string): Promise<Sealed | Text> {
  try {
    const value = (await readFile(file, 'utf8')).replace(/[\r\n]+$/, '');
    return value ? new Sealed(value) : text(`the file ${file} is empty`, `${file} 파일이 비어 있습니다`);
  } catch (error) {
    const cause = causeOf(error);
    return text(`the file ${file} cannot be read: ${cause}`, `${file} 파일을 읽을 수 없습니다: ${cause}`);
  }
}

function notSet(name: string): Text {
  return text(
    `the environment variable ${name} is not set (or empty); read it in with: read -rs ${name} && export ${name}`,
    `환경 변수 ${name}이(가) 설정되지 않았거나 비어 있습니다. 다음으로 입력하십시오: read -rs ${name} && export ${name}`,
  );
}

function notInCluster(ref: { secret: string; key: string }): Text {
  return text(
    `the Secret monitoring/${ref.secret} with the key ${ref.key} is not in the cluster; create it first`,
    `Secret monitoring/${ref.secret}의 키 ${ref.key}이(가) 클러스터에 없습니다. 먼저 만드십시오`,
  );
}

function onlyInCluster(ref: SecretRef): Text {
  const name = describeSecret(ref);
  return text(
    `${name} is only referred to, never read; what is needed here must be { env: NAME } or { file: PATH }`,
    `${name}은(는) 참조만 하고 읽지 않습니다. 여기에는 { env: NAME } 또는 { file: PATH }가 필요합니다`,
  );
}

function unreadable(causes: readonly Text[]): RunbookError {
  return new RunbookError({ exit: EXIT.preflight, doing: text('Reading secrets', '시크릿 값 읽기'), causes });
}
