import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout that this file belongs to. */
export const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** kwokctl's name of the cluster; its context is `kwok-` and this. */
export const CLUSTER = 'practice';

/** Where everything of a plane lies: the paths under .practice/ of a checkout. */
export interface Home {
  folder: string;
  kubeconfig: string;
  /** What `up` decided when it made the plane. */
  plane: string;
  logs: string;
  /** KWOK_WORKDIR, and the cluster's own folder in it. */
  kwok: string;
  cluster: string;
  masters: string;
  ssh: string;
  sshConfig: string;
  secrets: string;
  helmRepository: string;
}

/** The paths of the plane that belongs to a checkout. */
export function homeOf(checkout: string = CHECKOUT): Home {
  const folder = join(checkout, '.practice');
  const kwok = join(folder, 'kwok');
  return {
    folder,
    kubeconfig: join(folder, 'kubeconfig'),
    plane: join(folder, 'plane.json'),
    logs: join(folder, 'logs'),
    kwok,
    cluster: join(kwok, 'clusters', CLUSTER),
    masters: join(folder, 'masters'),
    ssh: join(folder, 'ssh'),
    sshConfig: join(folder, 'ssh_config'),
    secrets: join(folder, 'secrets'),
    helmRepository: join(folder, 'helm-repository'),
  };
}
