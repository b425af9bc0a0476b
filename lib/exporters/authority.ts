import { readCaFile } from '../grafana/ca-file.ts';
import { encoded } from '../manifests/secret-data.ts';
import type { SecretReader } from '../ports.ts';
import { text } from '../text.ts';

/** Key of a target's Secret, and name of the mounted file, that the CA of its server is in. */
export const CA_FILE = 'ca.crt';

/** What a target's Secret holds of its server's CA; nothing without one. @throws RunbookError */
export async function authority(
  secrets: SecretReader,
  kind: 'mysqld' | 'redis',
  ca: { file: string } | undefined,
): Promise<Record<string, string>> {
  if (!ca) return {};
  const pem = await readCaFile(secrets, ca.file, {
    section: '5.5',
    answer: `exporters.${kind}[].ca.file`,
    doing: text(`Reading the CA of a target of ${kind}-exporter`, `${kind}-exporter 수집 대상의 CA 읽기`),
  });
  return { [CA_FILE]: encoded(pem) };
}
