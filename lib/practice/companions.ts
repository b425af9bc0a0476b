import { join } from 'node:path';
import { CHECKOUT, type Home } from './home.ts';
import { endParts, runningIn, startPart } from './processes.ts';
import type { PlaneTools } from './tools.ts';

/** Starts the controllers and the helm repository's server where they don't run. @returns whether any was started */
export async function companionsUp(home: Home, tools: PlaneTools): Promise<boolean> {
  const script = (name: string) => join(import.meta.dirname, name);
  const commands: Record<string, [string, ...string[]]> = {
    'cert-manager': [tools['cert-manager-controller'].path, home.kubeconfig],
    'operator-pod': [process.execPath, script('operator.ts'), CHECKOUT, tools['prometheus-operator'].path],
    'helm-repository': [process.execPath, script('helm-server.ts'), CHECKOUT],
  };
  const there = new Set(runningIn(home).map(({ part }) => part));
  const absent = Object.entries(commands).filter(([part]) => !there.has(part));
  // An operator whose player was killed would go on beside the next one.
  if (!there.has('operator-pod')) await endParts(home, ['prometheus-operator']);
  for (const [part, command] of absent) startPart(home, part, command);
  return absent.length > 0;
}
