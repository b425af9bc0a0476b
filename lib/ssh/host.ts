import type { Answers } from '../answers/schema.ts';
import { text } from '../text.ts';
import type { SshAlgorithms } from './algorithms.ts';
import { unlessAborted } from './cut-off.ts';
import { firstLine, HostError } from './failure.ts';
import { hostOf, knownHostsOf } from './host-config.ts';
import { expandHome, type JumpSpec, parseJumps, parseSshConfig } from './ssh-config.ts';
import { runTool, type SshTools } from './tool.ts';

export type EtcdAnswers = NonNullable<Answers['etcd']>;
export type SshAnswers = EtcdAnswers['certificates']['ssh'];
export type Master = EtcdAnswers['certificates']['hosts'][number];

/** Everything that is needed to connect to a machine and to know that it is the right one. */
export interface SshHost {
  /** As the answers, or the ProxyJump of its ssh_config, name it. */
  name: string;
  hostname: string;
  port: number;
  user: string;
  /** Absolute paths, in the order in which they're offered. */
  identityFiles: string[];
  /** The answers name the identity file: then it must be there. */
  identityRequired: boolean;
  /** An agent must not offer keys of its own beside the identity files. */
  identitiesOnly: boolean;
  /** Socket of the agent; undefined when there is none or the configuration says none. */
  agent?: string;
  knownHostsFiles: string[];
  hashKnownHosts: boolean;
  /** The name it stands under in known_hosts, where that isn't the host name. */
  hostKeyAlias?: string;
  /** Machines to go through, the first one first. */
  jumps: SshHost[];
  /** Seconds, where ssh_config sets ConnectTimeout. */
  connectTimeout?: number;
  /** StrictHostKeyChecking: `yes` forbids the question about an unknown key; `lax` would do without, and is not followed. */
  strict?: 'yes' | 'ask' | 'lax';
  /** RevokedHostKeys: a list or a KRL. */
  revokedKeysFile?: string;
  /** Certificates of the user, which can't be offered here. */
  certificateFiles?: string[];
  /** The only kind of address that is tried. */
  family?: 4 | 6;
  /** BindAddress: where connections start. */
  localAddress?: string;
  /** What ssh_config allows; left out: all of ours. */
  algorithms?: SshAlgorithms;
  /** ProxyCommand, its tokens replaced. */
  proxyCommand?: string;
}

/** How a connection is made that ssh_config alone doesn't say. */
export interface ResolveOptions {
  tools: SshTools;
  answers: SshAnswers;
  /** Environment the agent's socket is taken from. */
  env: NodeJS.ProcessEnv;
  /** Ends it early. */
  signal?: AbortSignal | undefined;
}

/** More jumps than this is a loop in ssh_config. */
const MOST_JUMPS = 8;

/** What `ssh` itself would do for this host, then what the answers say instead. @throws HostError */
export async function resolveHost(master: Master, options: ResolveOptions): Promise<SshHost> {
  const { answers } = options;
  const spec = typeof master === 'string' ? { host: master } : master;
  const flags = [...flag('-l', answers.user), ...flag('-J', answers.jump)];
  const host = await resolveOne(spec, flags, options, MOST_JUMPS);
  if (!answers.identityFile) return host;
  const file = expandHome(answers.identityFile);
  const jumps = host.jumps.map((jump) => ({ ...jump, identityFiles: [...jump.identityFiles, file] }));
  return { ...host, jumps, identityFiles: [file], identityRequired: true };
}

async function resolveOne(spec: JumpSpec, more: string[], options: ResolveOptions, depth: number): Promise<SshHost> {
  const { tools, answers, env, signal } = options;
  const flags = [...flag('-F', answers.config && expandHome(answers.config)), ...flag('-p', spec.port), ...more];
  const args = ['-G', ...flags, ...flag('-l', spec.user), '--', withoutBrackets(spec.host)];
  const { code, stdout, stderr } = await unlessAborted(signal, runTool(tools.ssh, args, signal));
  if (code !== 0) {
    const cause = firstLine(stderr);
    throw new HostError('configuration', text(`ssh -G refuses it: ${cause}`, `ssh -G 명령이 거부했습니다: ${cause}`));
  }
  const config = parseSshConfig(stdout);
  const jumps = await resolveJumps(config.first('proxyjump'), options, depth);
  return { ...hostOf(spec.host, config, env), knownHostsFiles: knownHostsOf(config, answers), jumps };
}

/** Only the first of several jumps goes by its own ProxyJump; the others go through the one before, as in ssh. */
async function resolveJumps(value: string | undefined, options: ResolveOptions, depth: number): Promise<SshHost[]> {
  const specs = parseJumps(value);
  if (specs.length > depth) {
    throw new HostError('configuration', text('ProxyJump leads in a circle', 'ProxyJump 설정이 순환합니다'));
  }
  const hosts: SshHost[] = [];
  for (const [index, spec] of specs.entries()) {
    const hop = await resolveOne(spec, index === 0 ? [] : ['-J', 'none'], options, depth - specs.length);
    const { proxyCommand, ...rest } = hop;
    // Behind another machine it's that one which connects, whatever the command says.
    hosts.push(...hop.jumps, { ...rest, ...(index === 0 && proxyCommand && { proxyCommand }), jumps: [] });
  }
  return hosts;
}

/** An IPv6 address as people write it beside a port; ssh itself takes it without. */
function withoutBrackets(host: string): string {
  return host.replace(/^(.*@)?\[([^\]]+)\]$/, '$1$2');
}

function flag(name: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [name, String(value)];
}
