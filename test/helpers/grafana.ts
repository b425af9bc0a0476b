import type { AnswersFile } from '../../lib/answers/schema.ts';
import { editConfigSecret } from '../../lib/grafana/config.ts';
import { type GrafanaResult, grafanaOf } from '../../lib/grafana/result.ts';
import type { JsonMap, Manifest } from '../../lib/kubernetes/object.ts';
import { asList, asMap, fieldAt, withField } from '../../lib/manifests/field.ts';
import { replaceObject } from '../../lib/manifests/find.ts';
import { loadStack } from '../../lib/stack/load.ts';
import { say } from '../../lib/text.ts';
import { grafanaConfig } from '../../steps/5.3-grafana-config.ts';
import { inputOf, MINIATURE } from './stack.ts';

export const OIDC = {
  issuer: 'https://keycloak.example.com/realms/tks',
  clientId: 'grafana',
  clientSecret: { env: 'CLIENT_SECRET' },
};
export const WITHOUT_OIDC: AnswersFile = { grafana: { host: 'grafana.example.com' } };
export const WITH_OIDC: AnswersFile = { grafana: { host: 'grafana.example.com', oidc: OIDC } };

const miniature = loadStack(MINIATURE);
const CONTAINERS = ['spec', 'template', 'spec', 'containers'];

/** A stack's manifests with another grafana.ini, and more in Grafana's container. */
export async function theirs(ini: string, more: JsonMap = {}, folder = MINIATURE): Promise<Manifest[]> {
  const { manifests } = await (folder === MINIATURE ? miniature : loadStack(folder));
  const configured = replaceObject(manifests, 'Secret', 'grafana-config', (secret) =>
    editConfigSecret(secret, () => ini),
  );
  return replaceObject(configured, 'Deployment', 'grafana', (deployment) => {
    const [container] = asList(fieldAt(deployment, ...CONTAINERS)).map(asMap);
    return withField(deployment, CONTAINERS, [{ ...container, ...more }]);
  });
}

async function inputFor(manifests: Manifest[], answers: AnswersFile) {
  return inputOf({ ...(await miniature), manifests }, answers);
}

/** What the step makes of it. */
export async function customised(manifests: Manifest[], answers: AnswersFile): Promise<GrafanaResult> {
  return grafanaOf(grafanaConfig.customise?.(manifests, await inputFor(manifests, answers)) ?? []);
}

/** The grafana.ini that the step makes of a stack's. */
export async function iniFrom(ini: string, answers: AnswersFile): Promise<string> {
  return (await customised(await theirs(ini), answers)).ini;
}

/** What the step says of it in English. */
export async function told(hook: 'notes' | 'summary', manifests: Manifest[], answers: AnswersFile): Promise<string[]> {
  return (grafanaConfig[hook]?.(await inputFor(manifests, answers)) ?? []).map((line) => say(line, 'en'));
}
