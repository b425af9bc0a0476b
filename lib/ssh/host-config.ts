import { homedir, hostname as machineName, userInfo } from 'node:os';
import { text } from '../text.ts';
import { algorithmsOf } from './algorithms.ts';
import { HostError } from './failure.ts';
import type { SshAnswers, SshHost } from './host.ts';
import { expandHome, expandTokens, expandVariables, type SshConfig } from './ssh-config.ts';

/** Seconds that ConnectTimeout may set at most: several machines may have to be waited for. */
const MOST_CONNECT = 30;

/** What `ssh -G` says of one machine, without its way there. @throws HostError for what isn't supported */
export function hostOf(
  name: string,
  config: SshConfig,
  env: NodeJS.ProcessEnv,
): Omit<SshHost, 'knownHostsFiles' | 'jumps'> {
  const hostname = config.first('hostname') ?? name;
  const port = Number(config.first('port') ?? 22);
  const user = config.first('user') ?? userInfo().username;
  const alias = config.first('hostkeyalias');
  const tokens = { ...ownTokens(), ...hostTokens(name, alias), h: hostname, p: String(port), r: user };
  const agent = agentOf(config.first('identityagent'), env);
  const timeout = Number(config.first('connecttimeout'));
  const fileAt = (path: string) => expandHome(expandTokens(expandVariables(path, env), tokens));
  const files = (keyword: string) => config.all(keyword).map(fileAt);
  return {
    name,
    hostname,
    port,
    user,
    identityFiles: files('identityfile').filter((path) => path !== 'none'),
    identityRequired: false,
    identitiesOnly: config.first('identitiesonly') === 'yes',
    hashKnownHosts: config.first('hashknownhosts') === 'yes',
    ...(alias && { hostKeyAlias: alias }),
    ...(agent && { agent }),
    ...(timeout > 0 && { connectTimeout: Math.min(timeout, MOST_CONNECT) }),
    strict: strictOf(config.first('stricthostkeychecking')),
    certificateFiles: files('certificatefile'),
    algorithms: algorithmsOf(config),
    ...wayOf(config, tokens, fileAt),
  };
}

/** Tokens of ssh_config that speak of this machine and whoever is at it. */
function ownTokens(): Record<string, string> {
  const { uid, username } = userInfo();
  const name = machineName();
  return { d: homedir(), i: String(uid), l: name, L: name.split('.')[0] ?? name, u: username };
}

/** The name that was asked for, without the user before it, and the one that the host key stands under. */
function hostTokens(name: string, alias: string | undefined): Record<string, string> {
  const bare = name.slice(name.lastIndexOf('@') + 1);
  return { n: bare, k: alias ?? bare };
}

/** How the connection is made: kind of address, where it starts, a command in between. */
function wayOf(config: SshConfig, tokens: Record<string, string>, fileAt: (path: string) => string): Partial<SshHost> {
  const family = { inet: 4, inet6: 6 } as const;
  const set = (keyword: string) => [config.first(keyword)].find((value) => value !== 'none');
  const only = family[config.first('addressfamily') as keyof typeof family];
  const bind = set('bindaddress');
  const revoked = set('revokedhostkeys');
  const command = set('proxycommand');
  if (command && config.first('proxyusefdpass') === 'yes') throw fdPass();
  return {
    ...(only && { family: only }),
    ...(bind && { localAddress: bind }),
    ...(revoked && { revokedKeysFile: fileAt(revoked) }),
    ...(command && { proxyCommand: expandTokens(command, tokens) }),
  };
}

function strictOf(setting: string | undefined): 'yes' | 'ask' | 'lax' {
  if (setting === 'true' || setting === 'yes') return 'yes';
  return setting === undefined || setting === 'ask' ? 'ask' : 'lax';
}

/** The machine's own file stays beside the answers' one, as with `ssh -o UserKnownHostsFile`: it may revoke keys. */
export function knownHostsOf(config: SshConfig, { knownHosts }: SshAnswers): string[] {
  const own = knownHosts ? [expandHome(knownHosts)] : config.paths('userknownhostsfile');
  return [...own, ...config.paths('globalknownhostsfile')];
}

function agentOf(setting: string | undefined, env: NodeJS.ProcessEnv): string | undefined {
  if (setting === 'none') return undefined;
  if (setting === undefined || setting === 'SSH_AUTH_SOCK') return env.SSH_AUTH_SOCK;
  if (setting.startsWith('$')) return env[setting.replace(/^\$\{?|\}$/g, '')];
  return expandHome(setting);
}

function fdPass(): HostError {
  return new HostError(
    'configuration',
    text(
      'its ssh_config sets ProxyUseFdpass, which is not supported: use a ProxyCommand without it, or ProxyJump',
      'ssh_config의 ProxyUseFdpass는 지원하지 않습니다. 이 설정이 없는 ProxyCommand 또는 ProxyJump를 사용하십시오',
    ),
  );
}
