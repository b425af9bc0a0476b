import { createSecretReader } from '../../lib/answers/secret-reader.ts';
import type { Ports } from '../../lib/ports.ts';

/** Ports that read secrets from files and from the given variables; whatever else is touched fails the test. */
export function filePorts(variables: Record<string, string> = {}): Ports {
  return {
    secrets: createSecretReader({ env: variables }),
    masters: untouched('masters'),
    helm: untouched('helm'),
    tell: untold,
    hide: () => {},
  };
}

const untold = () => {
  throw new Error('this test has nothing to tell');
};

function untouched<T extends object>(port: string): T {
  const get = () => {
    throw new Error(`this test doesn't reach for ${port}`);
  };
  return new Proxy({} as T, { get });
}
