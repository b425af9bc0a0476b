import type { Sealed } from '../answers/secret.ts';
import { RunbookError } from '../errors.ts';
import type { EtcdHostFact } from '../facts.ts';
import type { Masters } from '../ports.ts';
import { HostError } from '../ssh/failure.ts';
import type { EtcdAnswers } from '../ssh/host.ts';
import { join, type Text, text } from '../text.ts';
import { checkKey } from './check.ts';
import { localFiles } from './files.ts';
import { readKeyFile, searchOf } from './host-search.ts';
import { type MasterOptions, openMaster } from './open-master.ts';
import { type MemberProbe, probeMember } from './probe.ts';
import { findCertificate } from './search.ts';

/** The port of section 3.5, and what preflight and verify ask the members through it. */
export interface EtcdMasters extends Masters {
  /** Asks each member for /health and /metrics with the pair, from the master the pair was found on. */
  probe(etcd: EtcdAnswers, found: EtcdHostFact, key: Sealed, addresses: readonly string[]): Promise<MemberProbe[]>;
}

/** The masters as the answers name them; what a person confirms about a host is remembered as long as this lives. */
export function createMasters(options: MasterOptions): EtcdMasters {
  const open = openMaster(options);
  const now = options.now ?? (() => new Date());
  return {
    async readCertificates(etcd) {
      const { source, directory, hosts } = etcd.certificates;
      if (source === 'files') {
        if (!directory) throw failure(READING, [NO_DIRECTORY]);
        const search = searchOf(etcd, hosts[0], now(), directory);
        return inRunbook(READING, directory, async () => ({
          ...(await findCertificate(localFiles, search)),
          host: directory,
        }));
      }
      return firstGood(hosts, (master) =>
        open(etcd, master, async ({ files, name }) => ({
          ...(await findCertificate(files, searchOf(etcd, master, now()))),
          host: name,
        })),
      );
    },

    readKey(etcd, found) {
      const local = etcd.certificates.source === 'files';
      return inRunbook(READING_KEY, found.host, async () => {
        const key = local
          ? await readKeyFile(localFiles, found)
          : await open(etcd, masterOf(etcd, found.host), ({ files }) => readKeyFile(files, found));
        const faults = checkKey(key, found.certificate);
        if (faults.length > 0) throw new HostError('content', join([`${found.keyPath}:`, ...faults]));
        return key;
      });
    },

    probe(etcd, found, key, addresses) {
      const pair = { certificate: found.certificate, ca: found.ca, key };
      return inRunbook(PROBING, found.host, () =>
        open(etcd, masterOf(etcd, found.host), async ({ session }) => {
          const probes: MemberProbe[] = [];
          for (const address of addresses) {
            probes.push(await probeMember(session.forward, { address, port: etcd.port }, pair));
          }
          return probes;
        }),
      );
    },
  };
}

const READING = text('Reading the etcd client certificate', 'etcd 클라이언트 인증서 읽기');
const READING_KEY = text("Reading the etcd client certificate's key", 'etcd 클라이언트 인증서의 키 읽기');
const PROBING = text('Asking the etcd members', 'etcd 멤버 확인');
const NO_DIRECTORY = text(
  'etcd.certificates.directory is not answered: the folder with the files',
  '인증서 파일이 있는 폴더를 etcd.certificates.directory에 지정해야 합니다',
);
const NO_HOST = text(
  'etcd.certificates.hosts names no machine to read from',
  '인증서를 읽을 장비를 etcd.certificates.hosts에 지정해야 합니다',
);

type Hosts = EtcdAnswers['certificates']['hosts'];

/** Host by host in the answers' order. A host key that changed stops it: the next host isn't asked then. */
async function firstGood<T>(hosts: Hosts, read: (host: Hosts[number]) => Promise<T>): Promise<T> {
  if (hosts.length === 0) throw failure(READING, [NO_HOST]);
  const causes: Text[] = [];
  for (const host of hosts) {
    try {
      return await read(host);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      causes.push(lineOf(nameOf(host), error));
      if (error.stops) break;
    }
  }
  throw failure(READING, causes);
}

async function inRunbook<T>(doing: Text, host: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof HostError ? failure(doing, [lineOf(host, error)]) : error;
  }
}

/** The answers' entry for a host that a fact names; the port and name of it are needed again. */
function masterOf(etcd: EtcdAnswers, host: string): Hosts[number] {
  return etcd.certificates.hosts.find((one) => nameOf(one) === host) ?? host;
}

function nameOf(host: Hosts[number]): string {
  return typeof host === 'string' ? host : host.host;
}

function lineOf(host: string, { words }: HostError): Text {
  return join([`${host}:`, words]);
}

function failure(doing: Text, causes: Text[]): RunbookError {
  return new RunbookError({ section: '3.5', doing, causes });
}
