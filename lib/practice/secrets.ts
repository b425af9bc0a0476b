import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Home } from './home.ts';
import { SUDO_PASSWORD } from './machines.ts';

const random = () => randomBytes(24).toString('base64url');

/** What answers of the plane refer to as `{ file }`: made for this plane, of use nowhere else. */
const SECRETS: Record<string, () => string> = {
  'teams-webhook-url': () => `https://teams.practice.example/workflows/${random()}`,
  'grafana-client-secret': random,
  'mysql-exporter-password': random,
  'redis-password': random,
  [SUDO_PASSWORD]: random,
};

/** Generates the secrets that aren't there yet. */
export async function makeSecrets(home: Home): Promise<void> {
  await mkdir(home.secrets, { recursive: true, mode: 0o700 });
  for (const [name, make] of Object.entries(SECRETS)) {
    const file = join(home.secrets, name);
    if (existsSync(file)) continue;
    await writeFile(`${file}.partial`, make(), { mode: 0o600 });
    await rename(`${file}.partial`, file);
  }
}
