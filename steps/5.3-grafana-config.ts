import { keycloakCheck } from '../lib/checks/keycloak.ts';
import { configChecksum } from '../lib/grafana/checksum.ts';
import { editConfigSecret, grafanaIni } from '../lib/grafana/config.ts';
import { editDeployment } from '../lib/grafana/deployment.ts';
import { grafanaNotes } from '../lib/grafana/notes.ts';
import { grafanaOf } from '../lib/grafana/result.ts';
import { ownSecrets } from '../lib/grafana/secrets.ts';
import { grafanaSummary } from '../lib/grafana/summary.ts';
import { claimName } from '../lib/grafana/volume.ts';
import type { Manifest } from '../lib/kubernetes/object.ts';
import { replaceObject, requireManifest } from '../lib/manifests/find.ts';
import type { Input, Step } from '../lib/step.ts';
import { text } from '../lib/text.ts';

/** Section 5.3: Grafana's login through Keycloak, embedding, volume and password. */
export const grafanaConfig: Step = {
  name: 'grafana-config',
  section: '5.3',
  title: text('Configure Grafana: Keycloak login, embedding, storage', 'Grafana 설정: Keycloak 연동, 임베딩, 스토리지'),
  customise,
  desired: ({ answers }) => ownSecrets(answers),
  notes: ({ stack, answers }) => grafanaNotes(grafanaOf(stack.manifests), answers, stack.manifests),
  summary: (input) => grafanaSummary(input, grafanaOf(customise(input.stack.manifests, input))),
  checks: (input) => [keycloakCheck(input)],
};

function customise(manifests: readonly Manifest[], { stack, answers }: Input): Manifest[] {
  const configured = replaceObject(manifests, 'Secret', 'grafana-config', (secret) =>
    editConfigSecret(secret, (ini) => grafanaIni(ini, answers)),
  );
  // Grafana reads its configuration at its start only: the checksum in its pods' template is what restarts it.
  const checksum = configChecksum(requireManifest(configured, 'Secret', 'grafana-config').object);
  return replaceObject(configured, 'Deployment', 'grafana', (deployment) =>
    editDeployment(deployment, answers, { checksum, claim: claimName(stack) }),
  );
}
