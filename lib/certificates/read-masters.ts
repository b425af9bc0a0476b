import type { EtcdHostFailure } from '../facts.ts';
import type { EtcdReading, Recorded } from '../ports.ts';
import { HostError } from '../ssh/failure.ts';
import type { EtcdAnswers } from '../ssh/host.ts';
import { type Text, text } from '../text.ts';
import { firstInOrder } from './first-in-order.ts';
import { failure, lineOf } from './host-errors.ts';
import { hostName, inOrder, isRecorded, searchOf } from './host-search.ts';
import type { KnownFiles } from './known-layouts.ts';
import type { OpenMasterFunction } from './open-master.ts';
import { findCertificate } from './search.ts';

/** Up to four masters at a time; one that is well has answered within its head start, and no other is logged in to. */
const PACE = { width: 4, headStart: 300 };

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
): Promise<EtcdReading> {
  const hosts = inOrder(etcd.certificates.hosts, recorded);
  if (hosts.length === 0) throw failure(doing, [NO_HOST]);
  const { won, failed, stopped } = await firstInOrder(
    hosts,
    PACE,
    (master, turn) => {
      const node = isRecorded(master, recorded) ? recorded.node : undefined;
      const search = searchOf(etcd, { master, node, known }, now);
      return open(etcd, master, ({ files }) => findCertificate(files, search), turn);
    },
    (error) => !(error instanceof HostError) || error.stops,
  );
  if (stopped && !(stopped.error instanceof HostError)) throw stopped.error;
  const told = (stopped ? [stopped] : failed).map(({ item, error }) => failureOf(hostName(item), error));
  if (won && !stopped) return { found: { ...won.result, host: hostName(won.item) }, failed: told };
  throw failure(
    doing,
    told.map(({ host, cause }) => lineOf(host, cause)),
    stopped && ATTACK,
  );
}

const ATTACK = text(
  'Somebody may sit in between: no other machine was read after this. Nothing was changed.',
  '중간자 공격일 수 있어 다른 장비도 더 이상 읽지 않았습니다. 변경된 것은 없습니다.',
);

function failureOf(host: string, error: unknown): EtcdHostFailure {
  if (error instanceof HostError) return { host, cause: error.words };
  throw error;
}
