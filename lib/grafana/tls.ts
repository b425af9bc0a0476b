import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { Sealed } from '../answers/secret.ts';
import { causeOf, RunbookError } from '../errors.ts';
import { type Text, text } from '../text.ts';
import { chainProblem } from './chain.ts';
import { certificatesOf } from './pem.ts';

/** Where Grafana's own certificate and key are, and what they have to fit (section 3.4). */
export interface TlsFiles {
  certificatePath: string;
  keyPath: string;
  host: string;
}

/**
 * Checks a certificate and its key before they go into a Secret: both can be read, the file holds certificates and
 * nothing else, the first is a server's, for the host and with this key, each following one signed the one before it,
 * and all are valid now.
 * @throws RunbookError of section 3.4; it never shows the key.
 */
export function checkTls(certificates: string, key: Sealed, files: TlsFiles, now: Date): void {
  const chain = parse(files.certificatePath, () => certificatesOf(certificates));
  const privateKey = parse(files.keyPath, () => createPrivateKey(key.reveal()));
  const [leaf] = chain;
  const problem = (leaf && leafProblem(leaf, privateKey, files)) ?? chainProblem(files.certificatePath, chain, now);
  if (problem) throw refused(problem);
}

function leafProblem(leaf: X509Certificate, key: KeyObject, files: TlsFiles): Text | undefined {
  const { certificatePath, keyPath, host } = files;
  if (!leaf.checkPrivateKey(key))
    return text(
      `${keyPath} isn't the key of the first certificate in ${certificatePath}`,
      `${keyPath}은(는) ${certificatePath}의 첫 번째 인증서에 맞는 키가 아닙니다`,
    );
  if (!(isIP(host) ? leaf.checkIP(host) : leaf.checkHost(host, { subject: 'never' })))
    return text(
      `${certificatePath} isn't for ${host} (it is for ${leaf.subjectAltName ?? 'no host'})`,
      `${certificatePath}은(는) ${host}용 인증서가 아닙니다 (대상: ${leaf.subjectAltName ?? '없음'})`,
    );
  return undefined;
}

function parse<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw refused(text(`${path}: ${causeOf(error)}`, `${path}: ${causeOf(error)}`));
  }
}

function refused(problem: Text): RunbookError {
  return new RunbookError({
    section: '3.4',
    doing: text("Checking Grafana's certificate", 'Grafana 인증서 확인'),
    causes: [problem],
    hint: text(
      'grafana.certificate.cert takes a PEM file with the server certificate first and its intermediates after it, grafana.certificate.key its unencrypted PEM key',
      'grafana.certificate.cert에는 서버 인증서가 맨 앞에 오고 중간 인증서가 뒤따르는 PEM 파일을, grafana.certificate.key에는 암호화되지 않은 PEM 키를 지정하십시오',
    ),
  });
}
