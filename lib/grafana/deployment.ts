import type { Answers } from '../answers/schema.ts';
import { RunbookError } from '../errors.ts';
import type { JsonMap, KubeObject } from '../kubernetes/object.ts';
import { asList, asMap, fieldAt, withField, withNamed } from '../manifests/field.ts';
import { text } from '../text.ts';
import { withoutOverrides } from './environment.ts';
import { ADMIN, OAUTH, OIDC_CA, referredSecret } from './mounts.ts';

const DATA_FOLDER = '/var/lib/grafana';
const CONTAINERS = ['spec', 'template', 'spec', 'containers'];
const VOLUMES = ['spec', 'template', 'spec', 'volumes'];
const CHECKSUM = ['spec', 'template', 'metadata', 'annotations', 'checksum/grafana-config'];

/** What the Deployment takes from elsewhere. */
export interface Wiring {
  /** Of the Secret grafana-config as it will be. */
  checksum: string;
  /** Name of the claim of section 4.4. */
  claim: string;
}

/** A volume and where it is mounted. */
interface Mount {
  volume: JsonMap;
  folder: string;
  readOnly?: true;
}

/**
 * Grafana's Deployment with its volume, its secrets and its password (section 5.3). A claim that one node holds can't
 * be given to the next pod before the old one is gone, hence Recreate.
 */
export function editDeployment(deployment: KubeObject, answers: Answers, { checksum, claim }: Wiring): KubeObject {
  const volume = { name: dataVolume(deployment), persistentVolumeClaim: { claimName: claim } };
  const stored = withMount(deployment, { volume, folder: DATA_FOLDER });
  const mounted = oidcMounts(answers).reduce(withMount, stored);
  const withPassword = editContainer(mounted, (container) => withEnvironment(container, answers));
  return withField(withField(withPassword, ['spec', 'strategy'], { type: 'Recreate' }), CHECKSUM, checksum);
}

function oidcMounts({ grafana }: Answers): Mount[] {
  const { oidc } = grafana;
  if (!oidc) return [];
  const client = referredSecret(oidc.clientSecret, OAUTH);
  const items = [{ key: client.key, path: OAUTH.key }];
  const mounts: Mount[] = [
    {
      volume: { name: OAUTH.name, secret: { secretName: client.name, items } },
      folder: OAUTH.folder,
      readOnly: true,
    },
  ];
  if (oidc.ca)
    mounts.push({
      volume: { name: OIDC_CA.name, configMap: { name: OIDC_CA.name } },
      folder: OIDC_CA.folder,
      readOnly: true,
    });
  return mounts;
}

function withEnvironment(container: JsonMap, answers: Answers): JsonMap {
  const { name, key } = referredSecret(answers.grafana.admin.password, ADMIN);
  const variable = { name: 'GF_SECURITY_ADMIN_PASSWORD', valueFrom: { secretKeyRef: { name, key } } };
  return { ...container, env: withNamed(withoutOverrides(asList(container.env), answers), variable) };
}

function withMount(deployment: KubeObject, { volume, folder, readOnly }: Mount): KubeObject {
  const volumes = withNamed(asList(fieldAt(deployment, ...VOLUMES)), volume);
  return editContainer(withField(deployment, VOLUMES, volumes), (container) => {
    const mounts = asList(container.volumeMounts).map(asMap);
    const ofStack = mounts.find(({ mountPath }) => mountPath === folder);
    const mount = { ...ofStack, mountPath: folder, name: volume.name, ...(readOnly && { readOnly }) };
    return { ...container, volumeMounts: withNamed(mounts, mount, 'mountPath') };
  });
}

/** The volume that Grafana's data stands in: the stack's emptyDir, whatever its name. */
function dataVolume(deployment: KubeObject): string {
  const mounts = asList(grafanaContainer(deployment).volumeMounts).map(asMap);
  const name = mounts.find(({ mountPath }) => mountPath === DATA_FOLDER)?.name;
  return typeof name === 'string' ? name : 'grafana-storage';
}

function editContainer(deployment: KubeObject, edit: (container: JsonMap) => JsonMap): KubeObject {
  const edited = edit(grafanaContainer(deployment));
  return withField(deployment, CONTAINERS, withNamed(asList(fieldAt(deployment, ...CONTAINERS)), edited));
}

function grafanaContainer(deployment: KubeObject): JsonMap {
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
