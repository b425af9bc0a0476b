import { checkWebhookUrl } from '../lib/alerting/webhook-url.ts';
import { releaseCheck } from '../lib/checks/msteams-release.ts';
import { planRelease } from '../lib/msteams/release.ts';
import { fillWebhooks, type MsteamsValues, msteamsValues } from '../lib/msteams/values.ts';
import type { SecretReader } from '../lib/ports.ts';
import type { Step } from '../lib/step.ts';
import { text } from '../lib/text.ts';
import { withoutBridge } from './6.1-msteams-repository.ts';

/** Sections 6.3 and 6.4: the helm release, installed or upgraded; 6.5 is its way back. */
export const msteamsRelease: Step = {
  name: 'msteams-release',
  section: '6.3',
  title: text('Install prometheus-msteams', 'prometheus-msteams helm 배포'),
  leftOut: withoutBridge,
  work: async (input, { helm, secrets }) => {
    const { values, webhooks } = msteamsValues(input.answers, input);
    const urls = await Promise.all(
      webhooks.map(async (webhook) => [webhook.path, await readUrl(secrets, webhook)] as const),
    );
    return planRelease(helm, await helm.chart(input.answers.msteams), fillWebhooks(values, new Map(urls)));
  },
  checks: (input) => [releaseCheck(input, withoutBridge(input))],
  summary: (input) =>
    withoutBridge(input)
      ? []
      : [
          text(
            'The Teams webhook URLs stand in a ConfigMap of prometheus-msteams and on its unauthenticated /config page: whoever reads namespace monitoring can read them.',
            'Teams 웹훅 URL은 prometheus-msteams의 ConfigMap과 인증 없는 /config 페이지에 있습니다. monitoring 네임스페이스를 읽을 수 있으면 볼 수 있습니다.',
          ),
        ],
};

async function readUrl(secrets: SecretReader, { ref, receiver }: MsteamsValues['webhooks'][number]): Promise<string> {
  const url = (await secrets.read(ref)).reveal();
  checkWebhookUrl(url, receiver, ref);
  return url;
}
