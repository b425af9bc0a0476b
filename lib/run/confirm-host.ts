import { createPrompts } from '../questions/prompts.ts';
import type { UnknownHost } from '../ssh/host-key.ts';
import { type Lang, text } from '../text.ts';

/** Asks a person whether the key of a host that known_hosts doesn't name is the right one; for this run only. */
export function confirmHost(lang: Lang): (host: UnknownHost) => Promise<boolean> {
  return ({ name, hostname, port, type, fingerprint }) => {
    const where = `${name} (${hostname}:${port}), ${type} ${fingerprint}`;
    const message = text(
      `known_hosts has no key of ${where}. Is this the fingerprint that the machine's own console shows?`,
      `known_hosts에 ${where}의 키가 없습니다. 장비 콘솔에 표시되는 지문과 같습니까?`,
    );
    return createPrompts(lang).confirm({ message, default: false });
  };
}
