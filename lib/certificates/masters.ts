import type { EtcdHostFact } from '../facts.ts';
import type { EtcdReading, Masters, Recorded } from '../ports.ts';
import { HostError } from '../ssh/failure.ts';
import type { EtcdAnswers, Master } from '../ssh/host.ts';
import { join, text } from '../text.ts';
import { checkKey } from './check.ts';
import { type CertificateFiles, localFiles } from './files.ts';
import { failure, inRunbook } from './host-errors.ts';
import { hostName, readKeyFile, searchOf } from './host-search.ts';
import { type MasterOptions, type OpenMasterFunction, openMaster } from './open-master.ts';
import type { ClientPair, MemberProbe } from './probe.ts';
import { directly, probeFromHere, probeMembers } from './probe-members.ts';
import { readMasters } from './read-masters.ts';
import { findCertificate } from './search.ts';
import { lookFromMaster, type Surroundings, unaskedFromHere } from './surroundings.ts';

/** The masters as the answers name them; what a person confirms about a host is remembered as long as this lives. */
export function createMasters(options: MasterOptions): Masters {
  const open = openMaster(options);
  const now = options.now ?? (() => new Date());
  return {
    readCertificates: (etcd, recorded = {}, known = {}, members = []) =>
      etcd.certificates.source === 'files'
        ? readFolder(etcd, recorded, now(), members)
        : lookingAround(open, etcd, members, (looking) =>
            readMasters(READING, looking, etcd, recorded, now(), known, options.pace),
          ),

    readKey: (etcd, found, members) =>
      inRunbook(READING_KEY, found.host, () =>
        etcd.certificates.source === 'files'
          ? takeKey(localFiles, found, (pair) => probeFromHere(members, pair))
          : open(etcd, masterOf(etcd, found.host), ({ files, session }) =>
              takeKey(files, found, (pair) => probeMembers(session.forward, members, pair)),
            ),
      ),
  };
}

const READING = text('Reading the etcd client certificate', 'etcd 클라이언트 인증서 읽기');
const READING_KEY = text("Reading the etcd client certificate's key", 'etcd 클라이언트 인증서의 키 읽기');
const NO_DIRECTORY = text(
  'etcd.certificates.directory is not answered: the folder with the files',
  '인증서 파일이 있는 폴더를 etcd.certificates.directory에 지정해야 합니다',
);

/** Has each master looked from while its certificate is read, and takes what the one that it was found on saw. */
async function lookingAround(
  open: OpenMasterFunction,
  etcd: EtcdAnswers,
  members: readonly string[],
  read: (open: OpenMasterFunction) => Promise<EtcdReading>,
): Promise<EtcdReading> {
  if (members.length === 0) return read(open);
  const seen = new Map<Master, Surroundings>();
  const reading = await read((answers, master, work, turn) =>
    open(
      answers,
      master,
      async (there) => {
        const looking = lookFromMaster(there.session.forward, members, etcd.port);
        const result = await work(there);
        seen.set(master, await looking);
        return result;
      },
      turn,
    ),
  );
  const around = seen.get(masterOf(etcd, reading.found.host));
  return { ...reading, ...(around && { around }) };
}

async function readFolder(
  etcd: EtcdAnswers,
  { node }: Recorded,
  now: Date,
  members: readonly string[],
): Promise<EtcdReading> {
  const { directory, hosts } = etcd.certificates;
  if (!directory) throw failure(READING, [NO_DIRECTORY]);
  const search = searchOf(etcd, { master: hosts[0], node, folder: directory }, now);
  const found = await inRunbook(READING, directory, () => findCertificate(localFiles, search));
  const unasked = await unaskedFromHere(directly, members, etcd.port);
  return {
    found: { ...found, host: directory },
    failed: [],
    ...(unasked && { around: { plainMetrics: [], unasked } }),
  };
}

async function takeKey(
  files: CertificateFiles,
  found: EtcdHostFact,
  probe: (pair: ClientPair) => Promise<MemberProbe[]>,
) {
  const key = await readKeyFile(files, found);
  const faults = checkKey(key, found.certificate);
  if (faults.length > 0) throw new HostError('content', join([`${found.keyPath}:`, ...faults]));
  return { key, probes: await probe({ certificate: found.certificate, ca: found.ca, key }) };
}

/** The answers' entry for a host that a fact names; the port and name of it are needed again. */
function masterOf({ certificates }: EtcdAnswers, host: string): Master {
  return certificates.hosts.find((one) => hostName(one, certificates.hosts) === host) ?? host;
}
