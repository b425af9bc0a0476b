import { homedir, userInfo } from 'node:os';
import type { Answers } from '../answers/schema.ts';
import { text } from '../text.ts';
import { firstLine, HostError } from './failure.ts';
import { expandHome, expandTokens, type JumpSpec, parseJumps, parseSshConfig, type SshConfig } from './ssh-config.ts';
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
}

/** How a connection is made that ssh_config alone doesn't say. */
export interface ResolveOptions {
  tools: SshTools;
  answers: SshAnswers;
  /** Environment the agent's socket is taken from. */
  env: NodeJS.ProcessEnv;
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
  const { tools, answers, env } = options;
  const flags = [...flag('-F', answers.config && expandHome(answers.config)), ...flag('-p', spec.port), ...more];
  const { code, stdout, stderr } = await runTool(tools.ssh, [
    '-G',
    ...flags,
    ...flag('-l', spec.user),
    '--',
    spec.host,
  ]);
  if (code !== 0) {
    const cause = firstLine(stderr);
    throw new HostError('configuration', text(`ssh -G refuses it: ${cause}`, `ssh -G 명령이 거부했습니다: ${cause}`));
  }
  const config = parseSshConfig(stdout);
  refuseProxyCommand(config.first('proxycommand'));
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
    hosts.push(...hop.jumps, { ...hop, jumps: [] });
  }
  return hosts;
}

function hostOf(name: string, config: SshConfig, env: NodeJS.ProcessEnv): Omit<SshHost, 'knownHostsFiles' | 'jumps'> {
  const hostname = config.first('hostname') ?? name;
  const port = Number(config.first('port') ?? 22);
  const user = config.first('user') ?? userInfo().username;
  const tokens = { d: homedir(), h: hostname, n: name, p: String(port), r: user, u: userInfo().username };
  const alias = config.first('hostkeyalias');
  const agent = agentOf(config.first('identityagent'), env);
  const timeout = Number(config.first('connecttimeout'));
  return {
    name,
    hostname,
    port,
    user,
    identityFiles: config.all('identityfile').map((path) => expandHome(expandTokens(path, tokens))),
    identityRequired: false,
    identitiesOnly: config.first('identitiesonly') === 'yes',
    hashKnownHosts: config.first('hashknownhosts') === 'yes',
    ...(alias && { hostKeyAlias: alias }),
    ...(agent && { agent }),
    ...(timeout > 0 && { connectTimeout: timeout }),
  };
}

/** The machine's own file stays beside the answers' one, as with `ssh -o UserKnownHostsFile`: it may revoke keys. */
function knownHostsOf(config: SshConfig, { knownHosts }: SshAnswers): string[] {
  const own = knownHosts ? [expandHome(knownHosts)] : config.paths('userknownhostsfile');
  return [...own, ...config.paths('globalknownhostsfile')];
}

function agentOf(setting: string | undefined, env: NodeJS.ProcessEnv): string | undefined {
  if (setting === 'none') return undefined;
  if (setting === undefined || setting === 'SSH_AUTH_SOCK') return env.SSH_AUTH_SOCK;
  if (setting.startsWith('$')) return env[setting.replace(/^\$\{?|\}$/g, '')];
  return expandHome(setting);
}

function refuseProxyCommand(command: string | undefined): void {
  if (command === undefined || command === 'none') return;
  throw new HostError(
    'configuration',
    text(
      'its ssh_config uses ProxyCommand, which is not supported: use ProxyJump, or the answer etcd.certificates.ssh.jump',
      'ssh_config의 ProxyCommand는 지원하지 않습니다. ProxyJump 또는 답변 etcd.certificates.ssh.jump를 사용하십시오',
    ),
  );
}

function flag(name: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [name, String(value)];
}
