import { RunbookError } from '../errors.ts';
import type { JsonMap, KubeObject } from '../kubernetes/object.ts';
import { asList, asMap, fieldAt, withField, withNamed } from '../manifests/field.ts';
import { text } from '../text.ts';

const CONTAINERS = ['spec', 'template', 'spec', 'containers'];
const VOLUMES = ['spec', 'template', 'spec', 'volumes'];

/** A volume and where it is mounted. */
export interface Mount {
  volume: JsonMap;
  folder: string;
  readOnly?: true;
}

/** The container of Grafana's Deployment that Grafana itself runs in. @throws RunbookError naming those there are. */
export function grafanaContainer(deployment: KubeObject): JsonMap {
  const containers = asList(fieldAt(deployment, ...CONTAINERS)).map(asMap);
  const found = containers.find(({ name }) => name === 'grafana');
  if (found) return found;
  throw new RunbookError({
    section: '5.3',
    doing: text("Editing Grafana's Deployment", 'Grafana Deployment 수정'),
    causes: [
      text(
        `it has no container named grafana (it has: ${containers.map(({ name }) => name).join(', ') || 'none'})`,
        `이름이 grafana인 컨테이너가 없습니다 (있는 컨테이너: ${containers.map(({ name }) => name).join(', ') || '없음'})`,
      ),
    ],
  });
}

/** The Deployment with that container edited. */
export function editContainer(deployment: KubeObject, edit: (container: JsonMap) => JsonMap): KubeObject {
  const edited = edit(grafanaContainer(deployment));
  return withField(deployment, CONTAINERS, withNamed(asList(fieldAt(deployment, ...CONTAINERS)), edited));
}

/** What the container mounts. */
export function mountsOf(deployment: KubeObject): JsonMap[] {
  return asList(grafanaContainer(deployment).volumeMounts).map(asMap);
}

/** The volumes of the Deployment's pods. */
export function volumesOf(deployment: KubeObject): JsonMap[] {
  return asList(fieldAt(deployment, ...VOLUMES)).map(asMap);
}

/** The Deployment with a volume mounted, in the place of one of its name and of a mount of its folder. */
export function withMount(deployment: KubeObject, { volume, folder, readOnly }: Mount): KubeObject {
  const mounts = mountsOf(deployment);
  const ofStack = mounts.find(({ mountPath }) => mountPath === folder);
  const mount = { ...ofStack, mountPath: folder, name: volume.name, ...(readOnly && { readOnly }) };
  return editContainer(withField(deployment, VOLUMES, withNamed(volumesOf(deployment), volume)), (container) => ({
    ...container,
    volumeMounts: withNamed(mounts, mount, 'mountPath'),
  }));
}
