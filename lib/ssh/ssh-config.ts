import { homedir } from 'node:os';
import { join } from 'node:path';

/** What `ssh -G` printed, by keyword in lower case. */
export interface SshConfig {
  first(keyword: string): string | undefined;
  all(keyword: string): string[];
  /** The paths of a keyword that takes several on one line. */
  paths(keyword: string): string[];
}

/** Reads the output of `ssh -G`: a line is a keyword, a space, its value. */
export function parseSshConfig(output: string): SshConfig {
  const lines = output.split('\n').map((line) => {
    const space = line.indexOf(' ');
    return space < 0 ? { keyword: line, value: '' } : { keyword: line.slice(0, space), value: line.slice(space + 1) };
  });
  const all = (keyword: string) => lines.filter((line) => line.keyword === keyword).map((line) => line.value);
  return { all, first: (keyword) => all(keyword)[0], paths: (keyword) => all(keyword).flatMap(splitPaths) };
}

/** ssh prints several paths without quotes; each starts with a slash or ~, so a space inside one doesn't part it. */
function splitPaths(value: string): string[] {
  return value
    .split(/ (?=[/~])/)
    .filter((path) => path !== 'none' && path !== '')
    .map(expandHome);
}

/** A machine to go through, as ProxyJump names it. */
export interface JumpSpec {
  host: string;
  user?: string | undefined;
  port?: number | undefined;
}

/** Reads a ProxyJump value, `[user@]host[:port]` separated by commas; empty for none. */
export function parseJumps(value: string | undefined): JumpSpec[] {
  if (!value || value === 'none') return [];
  return value.split(',').map((spec) => parseJump(spec.trim()));
}

function parseJump(spec: string): JumpSpec {
  const bare = spec.replace(/^ssh:\/\//, '').replace(/\/$/, '');
  const at = bare.lastIndexOf('@');
  const address = bare.slice(at + 1);
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(address) ?? [];
  return {
    host: bracketed ?? plain ?? address,
    ...(at > 0 && { user: bare.slice(0, at) }),
    ...(port && { port: Number(port) }),
  };
}

/** Puts the home folder in place of ~, which neither `ssh -G` nor Node does. */
export function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}

/** Puts values in place of %-tokens such as %h; `ssh -G` leaves them as they are. */
export function expandTokens(path: string, tokens: Record<string, string>): string {
  return path.replace(/%(.)/g, (whole, letter: string) => (letter === '%' ? '%' : (tokens[letter] ?? whole)));
}

/** Puts environment variables in place of ${NAME}, as ssh does in paths; one that isn't set stays as it is. */
export function expandVariables(path: string, env: NodeJS.ProcessEnv): string {
  return path.replace(/\$\{(\w+)\}/g, (whole, name: string) => env[name] ?? whole);
}
