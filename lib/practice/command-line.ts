import { realpathSync } from 'node:fs';

/** The arguments after the script's own path, whether node runs it or zx does. */
export function commandLine(argv: readonly string[], script: string): string[] {
  const own = argv.findIndex((argument, index) => index > 0 && samePath(argument, script));
  return argv.slice(own < 0 ? 2 : own + 1);
}

function samePath(argument: string, script: string): boolean {
  try {
    return realpathSync(argument) === realpathSync(script);
  } catch {
    return false;
  }
}
