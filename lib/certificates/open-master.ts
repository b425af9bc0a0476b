import type { SecretReader } from '../ports.ts';
import type { Sudo } from '../ssh/command.ts';
import { type EtcdAnswers, type Master, resolveHost } from '../ssh/host.ts';
import type { UnknownHost } from '../ssh/host-key.ts';
import type { KnownKey } from '../ssh/known-hosts.ts';
import { remoteFiles } from '../ssh/remote-files.ts';
import { type Session, type SessionOptions, withSession } from '../ssh/session.ts';
import type { SshTools } from '../ssh/tool.ts';
import type { CertificateFiles } from './files.ts';

/** What reaching the masters needs; only the secrets have no default. */
export interface MasterOptions {
  secrets: SecretReader;
  tools?: SshTools;
  /** Asks a person about a host that known_hosts doesn't name; left out: it's refused. */
  confirmHost?: (host: UnknownHost) => Promise<boolean>;
  env?: NodeJS.ProcessEnv;
  /** Milliseconds for connecting to one machine, when its ssh_config sets no ConnectTimeout. */
  connectLimit?: number;
  /** Milliseconds for one command. */
  commandLimit?: number;
  now?: () => Date;
}

/** A master that is connected. */
export interface OpenMaster {
  /** As the answers name it. */
  name: string;
  files: CertificateFiles;
  session: Session;
}

type Work<T> = (master: OpenMaster) => Promise<T>;
export type OpenMasterFunction = <T>(etcd: EtcdAnswers, master: Master, work: Work<T>) => Promise<T>;

/** Makes the function that connects to a master as the answers say, does the work and hangs up. @throws HostError */
export function openMaster(options: MasterOptions): OpenMasterFunction {
  const { secrets, tools = { ssh: 'ssh', sshKeygen: 'ssh-keygen' }, env = process.env } = options;
  const confirmed = new Map<string, KnownKey>();
  return async (etcd, master, work) => {
    const answers = etcd.certificates.ssh;
    const host = await resolveHost(master, { tools, answers, env });
    const sudo = await sudoOf(answers.sudo, secrets);
    const session: SessionOptions = {
      tools,
      confirmed,
      passphrase: answers.passphrase && (await secrets.read(answers.passphrase)),
      connectLimit: options.connectLimit ?? 10_000,
      commandLimit: options.commandLimit ?? 15_000,
      confirmHost: options.confirmHost,
    };
    const name = typeof master === 'string' ? master : master.host;
    return withSession(host, session, (open) => work({ name, files: remoteFiles(open, sudo), session: open }));
  };
}

async function sudoOf(answer: EtcdAnswers['certificates']['ssh']['sudo'], secrets: SecretReader): Promise<Sudo> {
  return typeof answer === 'string' ? answer : { password: await secrets.read(answer.password) };
}
