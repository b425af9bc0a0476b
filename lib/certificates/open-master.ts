import type { SecretReader } from '../ports.ts';
import { type Asked, type AskPerson, createAsked } from '../ssh/asked.ts';
import type { Sudo } from '../ssh/command.ts';
import { unlessAborted } from '../ssh/cut-off.ts';
import { within } from '../ssh/deadline.ts';
import { HostError } from '../ssh/failure.ts';
import { type EtcdAnswers, type Master, resolveHost } from '../ssh/host.ts';
import type { JumpTrials } from '../ssh/jump-trials.ts';
import { remoteFiles } from '../ssh/remote-files.ts';
import { type Session, type SessionOptions, withSession } from '../ssh/session.ts';
import type { SshTools } from '../ssh/tool.ts';
import { text } from '../text.ts';
import type { CertificateFiles } from './files.ts';
import type { Pace, Turn } from './first-in-order.ts';
import { createProof, type Proof } from './proof.ts';
import { sudoOnce } from './sudo-once.ts';

/** What reaching the masters needs; only the secrets have no default. */
export interface MasterOptions extends AskPerson {
  secrets: SecretReader;
  tools?: SshTools;
  env?: NodeJS.ProcessEnv;
  /** Milliseconds for connecting to one machine, when its ssh_config sets no ConnectTimeout. */
  connectLimit?: number;
  /** Milliseconds for one command. */
  commandLimit?: number;
  /** Milliseconds for everything that is done on one machine once it is connected. */
  workLimit?: number;
  /** How soon the next machine joins, and the time for all of them. */
  pace?: Partial<Pace>;
  now?: () => Date;
}

/** A master that is connected. */
interface OpenMaster {
  /** As the answers name it. */
  name: string;
  files: CertificateFiles;
  session: Session;
}

/** A turn among masters, which may share jump hosts. */
interface MasterTurn extends Turn {
  jumps: JumpTrials;
}

type Work<T> = (master: OpenMaster) => Promise<T>;
export type OpenMasterFunction = <T>(etcd: EtcdAnswers, master: Master, work: Work<T>, turn?: MasterTurn) => Promise<T>;

/** Makes the function that connects to a master as the answers say, does the work and hangs up. @throws HostError */
export function openMaster(options: MasterOptions): OpenMasterFunction {
  const { secrets, tools = { ssh: 'ssh', sshKeygen: 'ssh-keygen' }, env = process.env } = options;
  const asked = createAsked(options);
  const workLimit = options.workLimit ?? 60_000;
  const proofs = { login: createProof(), sudo: createProof() };
  return async (etcd, master, work, turn) => {
    const answers = etcd.certificates.ssh;
    const host = await resolveHost(master, { tools, answers, env, signal: turn?.signal });
    const sudo = await sudoOf(answers.sudo, secrets);
    const session: SessionOptions = {
      tools,
      passwordAccepted: proofs.login.give,
      passphrase: answers.passphrase && (await secrets.read(answers.passphrase)),
      password: answers.password && (await secrets.read(answers.password)),
      connectLimit: options.connectLimit ?? 10_000,
      commandLimit: options.commandLimit ?? 15_000,
      asked: turn ? inTurn(asked, turn) : asked,
      signal: turn?.signal,
      jumps: turn && { trials: turn.jumps, reached: turn.reached },
    };
    const name = typeof master === 'string' ? master : master.host;
    if (session.password) await proofs.login.allows(turn);
    return withSession(host, session, async (open) => {
      if (typeof sudo !== 'string') await proofs.sudo.allows(turn);
      const watched = sudoOnce(open, proofs.sudo);
      const doing = work({ name, files: remoteFiles(watched.session, sudo), session: watched.session });
      return within(workLimit, unlessAborted(turn?.signal, doing), () => tooSlow(workLimit)).catch((error: unknown) => {
        throw watched.judge(error);
      });
    }).catch((error: unknown) => {
      throw passedOver(error, proofs.login);
    });
  };
}

/** A person is asked when it is this machine's turn: those before have failed, so no question is put in vain. */
function inTurn(asked: Asked, { reached, signal, hold }: Turn): Asked {
  const after = async <T>(question: () => Promise<T | undefined>) => {
    await reached;
    return signal.aborted ? undefined : hold(question);
  };
  const { passphrase, password } = asked;
  return {
    ...asked,
    confirm: (...about) => after(() => asked.confirm(...about)),
    ...(passphrase && { passphrase: (...about) => after(() => passphrase(...about)) }),
    ...(password && { password: (...about) => after(() => password(...about)) }),
  };
}

/** A password that another machine took is right: then it's this one that has another, and the rest may be tried. */
function passedOver(error: unknown, login: Proof): unknown {
  const local = login.given && error instanceof HostError && error.kind === 'authentication' && error.stops;
  return local ? new HostError(error.kind, error.words) : error;
}

function tooSlow(limit: number): HostError {
  const seconds = limit / 1000;
  return new HostError('timeout', text(`not done within ${seconds} s`, `${seconds}초 안에 끝나지 않았습니다`));
}

async function sudoOf(answer: EtcdAnswers['certificates']['ssh']['sudo'], secrets: SecretReader): Promise<Sudo> {
  return typeof answer === 'string' ? answer : { password: await secrets.read(answer.password) };
}
