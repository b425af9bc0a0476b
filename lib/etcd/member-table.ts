import type { MemberProbe } from '../certificates/probe.ts';
import { bySameCause } from '../certificates/same-cause.ts';
import { hostPort } from '../host-port.ts';
import type { JsonMap } from '../kubernetes/object.ts';
import type { Finding } from '../ports.ts';
import { columnsOf } from '../questions/wrap.ts';
import { join, type Lang, type Text, text } from '../text.ts';
import { unverifiedWarnings } from './unverified.ts';

/** What the members said, as a table for a person and as data for a program; a member that gave no metrics is warned of. */
export function memberFinding(probes: readonly MemberProbe[]): Finding {
  return {
    name: 'etcdMembers',
    lines: probes.length > 0 ? memberTable(probes) : [],
    warnings: [...unverifiedWarnings(probes), ...warningsOf(probes)],
    data: probes.map(memberData),
  };
}

const HEAD: readonly Text[] = [
  text('MEMBER', '멤버'),
  text('CERTIFICATE', '인증서'),
  text('EXPIRES', '만료일'),
  text('VERIFIED', '검증'),
  text('REACHABLE', '접근'),
  text('ETCD', 'etcd'),
  text('LEADER', '리더'),
];

/** One line a member, below the head; columns are as wide as their widest cell. */
export function memberTable(probes: readonly MemberProbe[]): Text[] {
  const rows = [HEAD, ...probes.map(cellsOf)];
  const [en, ko] = [aligned(rows, 'en'), aligned(rows, 'ko')];
  return en.map((line, i) => text(line, ko[i] ?? line));
}

function aligned(rows: readonly (readonly Text[])[], lang: Lang): string[] {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => columnsOf(row[column]?.[lang] ?? ''))));
  const pad = (cell: string, column: number) => cell + ' '.repeat((widths[column] ?? 0) - columnsOf(cell));
  return rows.map((row) => `     ${row.map((cell, column) => pad(cell[lang], column)).join('  ')}`.trimEnd());
}

const YES = text('yes', '예');
const NO = text('no', '아니요');
const UNKNOWN = text('-', '-');

/** A member of the cluster for events is mostly on the machine of one of etcd's own: its port tells them apart. */
function nameOf({ address, port, events }: MemberProbe): string {
  return events ? hostPort(address, port) : address;
}

function cellsOf(probe: MemberProbe): Text[] {
  const { outcome, certificate, version, leader } = probe;
  const yesOrNo = (is: boolean | undefined) => (is === undefined ? UNKNOWN : is ? YES : NO);
  const same = (words: string | undefined) => (words === undefined ? UNKNOWN : text(words, words));
  const skipped = outcome === 'skipped';
  return [
    same(nameOf(probe)),
    same(certificate?.commonName),
    same(certificate?.notAfter.toISOString().slice(0, 10)),
    skipped ? text('skipped', '건너뜀') : yesOrNo(certificate ? true : isRefusal(outcome) ? false : undefined),
    skipped ? UNKNOWN : yesOrNo(outcome !== 'unreachable'),
    same(version),
    yesOrNo(leader),
  ];
}

function isRefusal(outcome: MemberProbe['outcome']): boolean {
  return outcome === 'refused' || outcome === 'untrusted';
}

/** In the order of outcomes' first members; members with the same fault are in one line. */
function warningsOf(probes: readonly MemberProbe[]): Text[] {
  const failures = probes.flatMap((probe) => {
    const { cause } = probe;
    const what = WHAT[probe.outcome];
    return cause ? [{ host: nameOf(probe), cause: text(`${what.en}: ${cause.en}`, `${what.ko}: ${cause.ko}`) }] : [];
  });
  const sick = probes.filter(({ healthy, cause }) => healthy === false && !cause);
  return [
    ...bySameCause(failures).map(({ hosts, cause }) => join([hosts, cause])),
    ...sick.map((probe) => {
      const name = nameOf(probe);
      return text(
        `${name} takes the certificate, but is not healthy`,
        `${name}: 인증서는 허용하나 정상 상태가 아닙니다`,
      );
    }),
  ];
}

const WHAT: Record<MemberProbe['outcome'], Text> = {
  accepted: text('answered', '응답'),
  refused: text('refuses the certificate or the request', '인증서 또는 요청 거부'),
  untrusted: text("can't be verified", '검증 실패'),
  unreachable: text("can't be reached", '접근 불가'),
  skipped: text('was not asked', '건너뜀'),
};

function memberData({
  address,
  port,
  events,
  outcome,
  certificate,
  version,
  healthy,
  leader,
  cause,
}: MemberProbe): JsonMap {
  return {
    address,
    port,
    ...(events && { events }),
    outcome,
    verified: certificate !== undefined,
    ...(certificate && {
      certificate: { commonName: certificate.commonName, notAfter: certificate.notAfter.toISOString() },
    }),
    ...(version !== undefined && { version }),
    ...(healthy !== undefined && { healthy }),
    ...(leader !== undefined && { leader }),
    ...(cause && { cause: cause.en }),
  };
}
