import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { Sealed } from '../answers/secret.ts';
import { causeOf, RunbookError } from '../errors.ts';
import { type Text, text } from '../text.ts';

/** Where Grafana's own certificate and key are, and what they have to fit (section 3.4). */
export interface TlsFiles {
  certificatePath: string;
  keyPath: string;
  host: string;
}

/**
 * Checks a certificate and its key before they go into a Secret: both can be read, the key belongs to the first
 * certificate of the file, that one is valid now and is for the host.
 * @throws RunbookError of section 3.4; it never shows the key.
 */
export function checkTls(certificate: string, key: Sealed, files: TlsFiles, now: Date): void {
  const leaf = parse(files.certificatePath, () => new X509Certificate(certificate));
  const problem = tlsProblem(
    leaf,
    parse(files.keyPath, () => createPrivateKey(key.reveal())),
    files,
    now,
  );
  if (problem) throw refused(problem);
}

function tlsProblem(leaf: X509Certificate, key: KeyObject, files: TlsFiles, now: Date): Text | undefined {
  const { certificatePath, keyPath, host } = files;
  if (!leaf.checkPrivateKey(key))
    return text(
      `${keyPath} isn't the key of the first certificate in ${certificatePath}`,
      `${keyPath}은(는) ${certificatePath}의 첫 번째 인증서에 맞는 키가 아닙니다`,
    );
  if (!leaf.checkHost(host, { subject: 'never' }))
    return text(
      `${certificatePath} isn't for ${host} (it is for ${leaf.subjectAltName ?? 'no host'})`,
      `${certificatePath}은(는) ${host}용 인증서가 아닙니다 (대상: ${leaf.subjectAltName ?? '없음'})`,
    );
  if (now < leaf.validFromDate || now > leaf.validToDate)
    return text(
      `${certificatePath} is valid from ${leaf.validFrom} to ${leaf.validTo}, not now`,
      `${certificatePath}의 유효 기간은 ${leaf.validFrom}부터 ${leaf.validTo}까지이며 지금은 유효하지 않습니다`,
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
