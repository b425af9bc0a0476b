import type { Answers } from '../answers/schema.ts';
import type { JsonMap, KubeObject } from '../kubernetes/object.ts';
import { asList, withField } from '../manifests/field.ts';
import { editContainer, type Mount, mountsOf, withMount } from './container.ts';
import { withoutOverrides } from './environment.ts';
import { ADMIN, DATA_FOLDER, OAUTH, OIDC_CA, referredSecret } from './mounts.ts';

const CHECKSUM = ['spec', 'template', 'metadata', 'annotations', 'checksum/grafana-config'];

/** What the Deployment takes from elsewhere. */
export interface Wiring {
  /** Of the Secret grafana-config as it will be. */
  checksum: string;
  /** Name of the claim of section 4.4. */
  claim: string;
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
  return { ...container, env: [...withoutOverrides(asList(container.env), answers), variable] };
}

/** The volume that Grafana's data stands in: the stack's emptyDir, whatever its name. */
function dataVolume(deployment: KubeObject): string {
  const name = mountsOf(deployment).find(({ mountPath }) => mountPath === DATA_FOLDER)?.name;
  return typeof name === 'string' ? name : 'grafana-storage';
}
