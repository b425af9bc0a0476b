import type { EtcdSourceFact } from '../facts.ts';
import { type Text, text } from '../text.ts';
import { originName } from './sources.ts';

/** That the best source with a port of its own names another one than etcd is going to be asked on. */
export function portNotes(sources: readonly EtcdSourceFact[], port: number): Text[] {
  const source = sources.find(({ ports, loopback }) => ports && !loopback);
  if (!source?.ports || source.ports.includes(port)) return [];
  const [from, ports] = [originName(source.from), source.ports.join(', ')];
  return [
    text(
      `${from.en} names etcd on port ${ports}, and it will be asked on ${port}: answer etcd.port: ${source.ports[0]} if that is where it serves clients.`,
      `${from.ko}에는 etcd 포트가 ${ports}(으)로 적혀 있으나 ${port}번으로 접속합니다. 클라이언트 포트가 맞다면 etcd.port: ${source.ports[0]}을(를) 지정하십시오.`,
    ),
  ];
}
