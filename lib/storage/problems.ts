import type { Location } from '../answers/location.ts';
import type { Problem } from '../answers/problem.ts';
import type { ClaimFact } from '../facts.ts';
import { bytesOf, bytesOfRetention } from '../prometheus/retention-size.ts';
import type { Input } from '../step.ts';
import { type Text, text } from '../text.ts';
import { claimCommand } from './command.ts';
import { compareClaims } from './compare.ts';
import { grafanaVolumes, operatedVolumes, type Volumes } from './volumes.ts';

/** What the answers want of volumes and Kubernetes can't do beside the claims that there are (sections 4.4, 5.3). */
export function volumeProblems(input: Input): Problem[] {
  const operated = operatedVolumes(input);
  const grafana = grafanaVolumes(input);
  const sizes = [...operated, grafana].flatMap((volumes) => sizeProblems(volumes, input));
  return [...sizes, ...operated.flatMap(retentionProblems), ...waitingProblems(grafana, input)];
}

function sizeProblems(volumes: Volumes, { facts }: Input): Problem[] {
  const { tooLarge, stuck } = compareClaims(volumes, facts.cluster);
  const { owner, size = '' } = volumes;
  const at = (what: Text): Problem => ({ location: ['storage', owner, 'size'], what });
  if (tooLarge.length > 0) return [at(cannotShrink(size, tooLarge))];
  return stuck.length > 0 ? [at(cannotGrow(size, stuck))] : [];
}

function cannotShrink(size: string, claims: readonly ClaimFact[]): Text {
  const largest = largestOf(claims);
  return text(
    `${size} is less than what is there, and a volume claim never gets smaller: ${listed(claims)}; answer ${largest}, or delete the claims first, with all that is in them`,
    `${size}은(는) 현재 크기보다 작으며 PVC는 줄일 수 없습니다: ${listed(claims)}. ${largest}을(를) 지정하거나, 데이터와 함께 PVC를 먼저 삭제하십시오`,
  );
}

function cannotGrow(size: string, claims: readonly ClaimFact[]): Text {
  const classes = [...new Set(claims.map(({ className }) => className || '-'))].join(', ');
  const largest = largestOf(claims);
  return text(
    `${size} is more than what is there, and StorageClass ${classes} doesn't let a claim grow (allowVolumeExpansion): ${listed(claims)}; answer ${largest}, or have the class allow it where its driver can`,
    `${size}은(는) 현재 크기보다 크지만 StorageClass ${classes}이(가) 확장을 허용하지 않습니다(allowVolumeExpansion): ${listed(claims)}. ${largest}을(를) 지정하거나, 드라이버가 지원하면 클래스에서 확장을 허용하십시오`,
  );
}

function listed(claims: readonly ClaimFact[]): string {
  return claims.map(({ name, asked }) => `${name} (${asked})`).join(', ');
}

function largestOf(claims: readonly ClaimFact[]): string {
  return claims.map(({ asked }) => asked).toSorted((a, b) => bytesOf(b) - bytesOf(a))[0] ?? '';
}

function retentionProblems({ owner, size, retentionSize }: Volumes): Problem[] {
  if (!size || !retentionSize || !(bytesOfRetention(retentionSize) > bytesOf(size))) return [];
  const location: Location = ['storage', owner, 'retentionSize'];
  const what = text(
    `${retentionSize} is more than the volume holds (${size}); leave it out for 85 % of the volume`,
    `${retentionSize}은(는) 볼륨 크기(${size})보다 큽니다. 빼면 볼륨의 85%가 적용됩니다`,
  );
  return [{ location, what }];
}

// Grafana's claim is applied by us, and the API refuses to change one that has no volume yet.
function waitingProblems(volumes: Volumes, { facts }: Input): Problem[] {
  return compareClaims(volumes, facts.cluster).waiting.map((claim) => {
    const isClass = claim.className !== undefined && claim.className !== (volumes.className ?? claim.className);
    const command = claimCommand(facts, 'delete', claim.name);
    const is = [claim.asked, claim.className].filter(Boolean).join(', ');
    return {
      location: isClass ? ['storage', 'className'] : ['storage', 'grafana', 'size'],
      what: text(
        `${claim.name} (${is}) has no volume yet, and until then nothing of it can be changed; it holds nothing, so delete it first: ${command}`,
        `${claim.name}(${is})에 아직 볼륨이 없어 변경할 수 없습니다. 비어 있으므로 먼저 삭제하십시오: ${command}`,
      ),
    };
  });
}
