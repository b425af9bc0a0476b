import { asList, fieldAt } from '../manifests/field.ts';
import { findManifest } from '../manifests/find.ts';
import type { Input } from '../step.ts';
import { type Text, text } from '../text.ts';
import { PROMETHEUS } from './names.ts';
import { type Move, movedTargets } from './remote-write.ts';

/** Which targets of the stack the answers move to another server, and what they lose by it. */
export function remoteWriteNotes({ answers, stack }: Input): Text[] {
  const found = findManifest(stack.manifests, 'Prometheus', PROMETHEUS);
  const old = asList(found && fieldAt(found.object, 'spec', 'remoteWrite'));
  return movedTargets(old, answers.prometheus.remoteWrite ?? []).map(moved);
}

function moved({ from, to, loses }: Move): Text {
  const [before, after] = [hostOf(String(from.url)), hostOf(to.url)];
  const fields = loses.join(', ');
  return text(
    `The stack's remote write ${to.name} moves from ${before} to ${after} and loses what was meant for the old server: ${fields}.`,
    `스택의 remote write ${to.name}의 대상이 ${before}에서 ${after}(으)로 바뀌므로, 이전 서버용 설정을 제거합니다: ${fields}.`,
  );
}

/** The rest of a URL may be a secret. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '…';
}
