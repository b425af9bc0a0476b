import { withoutControls } from '../ssh/failure.ts';
import { SudoRefusal } from '../ssh/sudo-refusal.ts';
import { join, type Text, text } from '../text.ts';
import type { CertificatePaths } from './layouts.ts';

/** The refusal with the rule that all files of a pair need. */
export function refusalOf(
  { caPath, certificatePath, keyPath }: CertificatePaths,
  { said, sudo }: SudoRefusal,
  hint?: Text,
) {
  return new SudoRefusal(said, sudo, [caPath, certificatePath, keyPath], hint);
}

/** Names in certificates and of files are a stranger's words. */
export function plain({ en, ko }: Text): Text {
  return { en: withoutControls(en), ko: withoutControls(ko) };
}

/** What is wrong with one certificate. */
export function located({ certificatePath }: CertificatePaths, faults: readonly Text[]): Text {
  return join([`${certificatePath}:`, join(faults, '; ')]);
}

/** What may help where files are looked for by name. */
export const OTHER_NAME = text(
  'Where the inventory has another name: hosts: [{ host, name }]',
  '인벤토리 이름이 다르면 hosts: [{ host, name }]으로 지정하십시오',
);

/** Everything that was looked for, and what the cluster names beside that. */
export function nothing(missing: readonly string[], passedOver: readonly string[]): Text {
  const paths = missing.join(', ');
  const words = text(
    `no etcd client certificate; looked for ${paths}`,
    `etcd 클라이언트 인증서가 없습니다. 찾아본 경로: ${paths}`,
  );
  return join([words, ...(passedOver.length > 0 ? [elsewhere(passedOver.join(', '))] : []), OTHER_NAME], '. ');
}

function elsewhere(paths: string): Text {
  return text(
    `The cluster names ${paths}, which isn't read with root's rights outside of the folders of installers: copy it and answer source: files`,
    `클러스터가 알려 준 ${paths}은(는) 설치 도구의 폴더 밖이라 root 권한으로 읽지 않습니다. 복사한 뒤 source: files로 지정하십시오`,
  );
}
