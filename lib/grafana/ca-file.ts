import { causeOf, RunbookError } from '../errors.ts';
import type { SecretReader } from '../ports.ts';
import { type Text, text } from '../text.ts';
import { certificatesOf } from './pem.ts';

/** What a CA's file is for, in a message. */
export interface CaUse {
  section: string;
  /** Path in the answers, such as grafana.oidc.ca.file. */
  answer: string;
  doing: Text;
}

/**
 * The PEM of a CA that the answers name.
 * @throws RunbookError when it can't be read or holds anything but certificates: a key put there by mistake would be spread.
 */
export async function readCaFile(secrets: SecretReader, file: string, use: CaUse): Promise<string> {
  const pem = `${(await secrets.read({ file })).reveal().trimEnd()}\n`;
  try {
    certificatesOf(pem);
    return pem;
  } catch (error) {
    throw new RunbookError({
      section: use.section,
      doing: use.doing,
      causes: [`${file}: ${causeOf(error)}`],
      hint: text(
        `${use.answer} takes a PEM file with certificates and nothing else`,
        `${use.answer}에는 인증서만 들어 있는 PEM 파일을 지정하십시오`,
      ),
    });
  }
}
