import type { ClaimFact, Facts } from '../facts.ts';
import { bytesOfRetention, defaultRetentionSize } from '../prometheus/retention-size.ts';
import type { Input } from '../step.ts';
import { type Text, text } from '../text.ts';
import { claimCommand, growCommand } from './command.ts';
import { compareClaims } from './compare.ts';
import { grafanaVolumes, operatedVolumes, smallestOf, type Volumes } from './volumes.ts';

/** What the operator of the cluster has to do or to know about claims of Prometheus and Alertmanager (section 5.3). */
export function operatedNotes(input: Input): Text[] {
  const all = operatedVolumes(input);
  const each = all.flatMap((volumes) => {
    const { toGrow, growing, otherClass, waiting } = compareClaims(volumes, input.facts.cluster);
    return [
      ...whereAny(toGrow, () => growByHand(volumes, toGrow, input.facts)),
      ...whereAny(growing, () => stillGrowing(volumes, growing, input.facts)),
      ...whereAny([...toGrow, ...growing], () => keepsTooMuch(volumes)),
      ...whereAny(otherClass, () => staysInClass(volumes, otherClass)),
      ...whereAny(waiting, () => makeAnew(volumes, waiting, input.facts)),
    ];
  });
  return [...replacedClasses(all, input.facts), ...each];
}

/** The same of Grafana's claim (section 4.4), which is ours: what can be changed of it, the plan changes. */
export function grafanaNotes(input: Input): Text[] {
  const volumes = grafanaVolumes(input);
  const { otherClass } = compareClaims(volumes, input.facts.cluster);
  return [...replacedClasses([volumes], input.facts), ...whereAny(otherClass, () => staysInClass(volumes, otherClass))];
}

/** Classes of the stack that the cluster doesn't have, until the volumes are there in the one that is taken instead. */
function replacedClasses(all: readonly Volumes[], { cluster }: Facts): Text[] {
  const isThere = ({ live, className }: Volumes) =>
    live.length > 0 && live.every((claim) => claim.className === className);
  const replaced = all.filter(
    (each) => each.classFrom === 'cluster' && each.stackClass !== undefined && !isThere(each),
  );
  const there = cluster.storageClasses.map(({ name }) => name).join(', ');
  return [...Map.groupBy(replaced, ({ stackClass = '' }) => stackClass)].map(([gone, volumes]) => {
    const names = volumes.map(({ name }) => name).join(', ');
    const taken = volumes[0]?.className ?? '';
    return text(
      `The stack has ${names} in StorageClass ${gone}, which this cluster doesn't have (it has: ${there}): its default, ${taken}, is taken. The class of a volume never changes later; storage.className names another.`,
      `스택은 ${names}의 StorageClass를 ${gone}(으)로 지정하지만 클러스터에 없으므로(있는 것: ${there}) 기본 클래스 ${taken}을(를) 사용합니다. 볼륨의 클래스는 나중에 바꿀 수 없습니다. 다른 클래스를 쓰려면 storage.className을 지정하십시오.`,
    );
  });
}

function whereAny(claims: readonly ClaimFact[], say: () => Text | undefined): Text[] {
  const said = claims.length > 0 ? say() : undefined;
  return said ? [said] : [];
}

// The operator deletes its StatefulSet, whose template nobody may change, and makes it anew; claims it leaves alone.
function growByHand({ name, size = '' }: Volumes, claims: readonly ClaimFact[], facts: Facts): Text {
  const commands = lines(claims.map((claim) => growCommand(facts, claim.name, size)));
  return text(
    `${name} shall have ${size}, and its claims are smaller (${listed(claims)}): its operator enlarges no claim that is there. Where the size changes with this run, it makes the StatefulSet anew and all pods of ${name} restart at once. After the run, enlarge the claims yourself:${commands}`,
    `${name}의 볼륨을 ${size}(으)로 지정했지만 기존 PVC가 더 작습니다(${listed(claims)}). 오퍼레이터는 이미 있는 PVC를 확장하지 않습니다. 이번 실행으로 크기가 바뀌면 StatefulSet을 다시 만들어 ${name} 파드가 모두 동시에 재시작됩니다. 실행 후 PVC를 직접 확장하십시오:${commands}`,
  );
}

function stillGrowing({ name, size = '' }: Volumes, claims: readonly ClaimFact[], facts: Facts): Text {
  const are = claims.map((claim) => `${claim.name}: ${claim.size}`).join(', ');
  const commands = lines(claims.map((claim) => claimCommand(facts, 'describe', claim.name)));
  return text(
    `Volumes of ${name} are still growing to ${size} (${are}). What they wait for is told by:${commands}`,
    `${name}의 볼륨이 아직 ${size}(으)로 확장되는 중입니다(${are}). 대기 사유는 다음 명령으로 확인하십시오:${commands}`,
  );
}

function keepsTooMuch({ name, live, retentionSize }: Volumes): Text | undefined {
  const smallest = smallestOf(live);
  if (!retentionSize || !smallest) return undefined;
  const fits = defaultRetentionSize(smallest);
  return bytesOfRetention(retentionSize) > bytesOfRetention(fits)
    ? text(
        `Until then ${name} has ${smallest}, and retentionSize ${retentionSize} would fill it: answer storage.prometheus.retentionSize with ${fits} at most, or leave it out, until the claims have grown.`,
        `그때까지 ${name}의 볼륨은 ${smallest}이므로 retentionSize ${retentionSize}이면 볼륨이 가득 찰 수 있습니다. PVC가 확장될 때까지 storage.prometheus.retentionSize를 ${fits} 이하로 지정하거나 빼십시오.`,
      )
    : text(
        `Until then ${name} keeps ${retentionSize} at most, which fits into ${smallest}; run the installation again when the claims have grown.`,
        `그때까지 ${name}은(는) ${smallest}에 맞춰 최대 ${retentionSize}까지만 보관합니다. PVC가 확장되면 설치를 다시 실행하십시오.`,
      );
}

function staysInClass({ name, className = '' }: Volumes, claims: readonly ClaimFact[]): Text {
  const are = claims.map((claim) => `${claim.name}: ${claim.className || '-'}`).join(', ');
  return text(
    `The class of a claim never changes: ${name} stays where it is (${are}), and only a claim that is deleted, with its data, comes back in ${className}.`,
    `PVC의 스토리지 클래스는 바꿀 수 없습니다. ${name}의 기존 PVC는 그대로 유지되며(${are}), 데이터와 함께 삭제한 PVC만 ${className}(으)로 다시 만들어집니다.`,
  );
}

function makeAnew({ name }: Volumes, claims: readonly ClaimFact[], facts: Facts): Text {
  const commands = lines(claims.map((claim) => claimCommand(facts, 'delete', claim.name)));
  return text(
    `Claims of ${name} still have no volume, and nothing of them can be changed; they hold nothing, so delete them, and they come back as answered:${commands}`,
    `${name}의 PVC에 아직 볼륨이 없어 변경할 수 없습니다. 비어 있으므로 삭제하면 답변대로 다시 만들어집니다:${commands}`,
  );
}

function listed(claims: readonly ClaimFact[]): string {
  return claims.map(({ name, asked }) => `${name}: ${asked}`).join(', ');
}

function lines(commands: readonly string[]): string {
  return commands.map((command) => `\n    ${command}`).join('');
}
