import type { EtcdHostFailure } from '../facts.ts';
import type { EtcdReading, Recorded } from '../ports.ts';
import { HostError } from '../ssh/failure.ts';
import type { EtcdAnswers, Master } from '../ssh/host.ts';
import type { JumpTrials } from '../ssh/jump-trials.ts';
import { type Text, text } from '../text.ts';
import { firstInOrder, type Pace } from './first-in-order.ts';
import { failure, lineOf } from './host-errors.ts';
import { hostName, inOrder, isRecorded, searchOf } from './host-search.ts';
import type { KnownFiles } from './known-layouts.ts';
import type { OpenMasterFunction } from './open-master.ts';
import { bySameCause } from './same-cause.ts';
import { findCertificate } from './search.ts';

/** Up to four masters at a time; one that is well has answered within its head start, and no other is logged in to. */
const PACE: Pace = { width: 4, headStart: 300, limit: 60_000 };

const NO_HOST = text(
  'etcd.certificates.hosts names no machine to read from',
  '인증서를 읽을 장비를 etcd.certificates.hosts에 지정해야 합니다',
);

/**
 * The certificate of the first master in order that has a usable one; which master is fastest decides nothing. One that
 * is down or refuses is passed over; a host key that changed, on any of them, stops everything.
 * @throws RunbookError with a line for each host that failed
 */
export async function readMasters(
  doing: Text,
  open: OpenMasterFunction,
  etcd: EtcdAnswers,
  recorded: Recorded,
  now: Date,
  known: KnownFiles = {},
  given: Partial<Pace> = {},
): Promise<EtcdReading> {
  const hosts = inOrder(etcd.certificates.hosts, recorded);
  if (hosts.length === 0) throw failure(doing, [NO_HOST]);
  const nameOf = (master: Master) => hostName(master, hosts);
  const pace = { ...PACE, ...given };
  const jumps: JumpTrials = new Map();
  const { won, failed, stopped, tried, late } = await firstInOrder(
    hosts,
    pace,
    (master, turn) => {
      const node = isRecorded(master, recorded, hosts) ? recorded.node : undefined;
      const search = searchOf(etcd, { master, node, known }, now);
      return open(etcd, master, ({ files }) => findCertificate(files, search), { ...turn, jumps });
    },
    (error) => !(error instanceof HostError) || error.stops,
  );
  if (stopped && !(stopped.error instanceof HostError)) throw stopped.error;
  const told = (stopped ? [stopped] : failed).map(({ item, error }) => failureOf(nameOf(item), error));
  if (won && !stopped) return { found: { ...won.result, host: nameOf(won.item) }, failed: told };
  throw failure(
    doing,
    bySameCause(told).map(({ hosts: names, cause }) => lineOf(names, cause)),
    stopped ? hintOf(stopped.error) : late ? tooLate(pace.limit, tried, hosts.length) : undefined,
  );
}

/** Why nobody else was asked after this. */
function hintOf(error: unknown): Text {
  return error instanceof HostError && error.kind === 'changed-host' ? ATTACK : WRONG_PASSWORD;
}

function tooLate(limit: number, tried: number, all: number): Text {
  const seconds = limit / 1000;
  return text(
    `${tried} of ${all} machines were asked within ${seconds} s, the time for all of them together: put those that answer first in etcd.certificates.hosts, or take out those that don't`,
    `전체 제한 시간 ${seconds}초 안에 ${all}대 중 ${tried}대를 시도했습니다. etcd.certificates.hosts에서 응답하는 장비를 앞에 두거나 응답하지 않는 장비를 빼십시오`,
  );
}

const WRONG_PASSWORD = text(
  'The password was offered to this machine alone: as more failures may lock the account, no other machine gets it. Nothing was changed.',
  '반복 실패로 계정이 잠길 수 있어 이 비밀번호를 다른 장비에는 쓰지 않았습니다. 변경된 것은 없습니다.',
);
const ATTACK = text(
  'Somebody may sit in between: no other machine was read after this. Nothing was changed.',
  '중간자 공격일 수 있어 다른 장비도 더 이상 읽지 않았습니다. 변경된 것은 없습니다.',
);

function failureOf(host: string, error: unknown): EtcdHostFailure {
  if (error instanceof HostError) return { host, cause: error.words };
  throw error;
}
