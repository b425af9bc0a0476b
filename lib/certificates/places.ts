import { dirname, normalize } from 'node:path/posix';
import { HostError } from '../ssh/failure.ts';
import { text } from '../text.ts';
import { refuseForbidden } from './layouts.ts';

/** Where installers keep certificates; only root, or etcd's own user, may put anything there. */
const ROOTS = ['/etc/ssl/etcd', '/etc/kubernetes', '/etc/etcd', '/var/lib/rancher', '/var/lib/k0s'];

/** A path that somebody wrote into the cluster, without `..`; undefined for what no installer writes. */
export function writtenPath(value: unknown): string | undefined {
  // These reach a shell and a screen.
  if (typeof value !== 'string' || !/^\/[\w./-]{1,255}$/.test(value)) return undefined;
  return normalize(value);
}

/** Whether a path is in a folder of an installer: whoever may write into the cluster may not lead root elsewhere. */
export function isInstallers(path: string): boolean {
  return ROOTS.some((root) => normalize(path).startsWith(`${root}/`));
}

/**
 * Refuses a link that leads to a file which must stay where it is, or out of the folders of installers; kubespray's
 * links within a folder are what they should be.
 * @throws HostError
 */
export function refuseLink(path: string, target: string): void {
  if (target === normalize(path)) return;
  refuseForbidden(target);
  if (isInstallers(target) || dirname(target) === dirname(normalize(path))) return;
  throw new HostError(
    'content',
    text(
      `${path} is a link to ${target}, outside of the folders for etcd's certificates: it isn't read. Where it is the right one all the same, copy the three files and answer etcd.certificates.source: files`,
      `${path}: etcd 인증서 폴더 밖의 ${target}을(를) 가리키는 링크라 읽지 않습니다. 올바른 파일이면 세 파일을 복사하고 etcd.certificates.source: files로 지정하십시오`,
    ),
  );
}
