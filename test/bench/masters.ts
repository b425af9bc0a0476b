import { createMasters } from '../../lib/certificates/masters.ts';
import { makePki } from '../helpers/etcd-pki.ts';
import { answersFor, mastersOptions, startMaster } from '../helpers/masters.ts';
import { canSshd } from '../helpers/sshd.ts';
import { printRatio } from './ratio.ts';

const ROUNDS = 7;
const NUMBERS = [1, 2, 3, 4, 5, 6, 7];
/** Nobody listens there. */
const DOWN = [8, 9].map((port) => ({ host: '127.0.0.1', port, name: 'down' }));

/** Prints how long reading the certificate takes with several masters beside one alone, each a real sshd, each way in turn. */
export async function benchMasters(): Promise<void> {
  if (!canSshd())
    return console.log('reading from 7 masters / one master: skipped, as no sshd with accounts of its own runs here');
  const pki = makePki();
  for (const n of NUMBERS) pki.issue(`node-n${n}`);
  const all = await Promise.all(NUMBERS.map((n) => startMaster(pki, n)));
  try {
    const masters = createMasters(mastersOptions());
    const hosts = all.map(({ host }) => host);
    const ways = [hosts.slice(0, 1), hosts, [...DOWN, ...hosts.slice(2)]].map((each) => answersFor(all, each));
    const times: number[][] = ways.map(() => []);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [i, etcd] of ways.entries()) {
        const started = performance.now();
        await masters.readCertificates(etcd);
        times[i]?.push(performance.now() - started);
      }
    }
    const [one = 0, seven = 0, twoDown = 0] = times.map((each) => each.toSorted((a, b) => a - b)[ROUNDS >> 1] ?? 0);
    printRatio('reading from 7 masters / one master', seven / one, 2);
    printRatio('reading from 7 masters, the first two down / one master', twoDown / one, 2);
  } finally {
    await Promise.all(all.map(({ sshd }) => sshd.stop()));
    pki.remove();
  }
}
