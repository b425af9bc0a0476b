import type { Answers } from '../answers/schema.ts';
import type { SecretRef } from '../answers/secret.ts';
import type { Facts } from '../facts.ts';
import { relocated } from '../images/reference.ts';
import { mergePullSecrets } from '../images/relocate.ts';
import type { JsonMap } from '../kubernetes/object.ts';
import { asList, asMap, withField } from '../manifests/field.ts';
import { readConfigText } from '../manifests/template.ts';
import type { Stack } from '../stack.ts';
import { type Connector, keptConnectors, TEMPLATED, withPlain } from './connectors.ts';
import { type BridgedReceiver, bridgedReceivers } from './receivers.ts';
import { withSurroundings } from './surroundings.ts';

/** The chart whose own image can't yet read every card; a newer chart brings a newer image. */
const OLD_CHART = { version: '1.3.6', image: 'v1.5.4' };
/** The image's repository that the chart has by itself. */
export const REPOSITORY = 'quay.io/prometheusmsteams/prometheus-msteams';

/** Values of the helm chart, and which secret each connector's webhook_url is to be replaced by. */
export interface MsteamsValues {
  values: JsonMap;
  webhooks: { path: string; ref: SecretRef; receiver: string }[];
}

/**
 * Section 6.2: the chart's values. What the stack's prometheus-msteams-config.yaml says stays where the answers say
 * nothing, as the receivers of its alertmanager.yaml do that send there; its connectors give way on the answers' paths,
 * and where they lead nowhere. No URL of an answer stands in the values yet: see fillWebhooks.
 */
export function msteamsValues(
  answers: Pick<Answers, 'alerting' | 'msteams' | 'images' | 'placement' | 'proxy' | 'prometheus'>,
  { stack, facts }: { stack: Pick<Stack, 'msteamsValues'>; facts?: Facts },
): MsteamsValues {
  const receivers = bridgedReceivers(answers);
  const old = asMap(stack.msteamsValues);
  const there = asList(old[TEMPLATED]).map(asMap);
  const kept = keptConnectors(old, receivers);
  const own = withPlain(withDefaults(old, answers.msteams.version), kept);
  return {
    values: {
      ...withSurroundings(withImages(own, answers.images), answers, facts?.cluster),
      [TEMPLATED]: [...receivers.map((receiver) => connector(receiver, there)), ...kept.flatMap(asItWas)],
      workflowWebhook: true,
    },
    webhooks: receivers.map(({ name, path, webhookUrl }) => ({ path, ref: webhookUrl, receiver: name })),
  };
}

/** The values with every connector's URL in place, by path; only for the one helm run that needs them. */
export function fillWebhooks(values: JsonMap, urls: ReadonlyMap<string, string>): JsonMap {
  const filled = asList(values[TEMPLATED]).map((connector) => {
    const map = asMap(connector);
    return { ...map, webhook_url: urls.get(String(map.request_path)) ?? map.webhook_url };
  });
  return { ...values, [TEMPLATED]: filled };
}

function withDefaults(old: JsonMap, chart: string): JsonMap {
  const image = { ...(chart === OLD_CHART.version && { tag: OLD_CHART.image }), pullPolicy: 'IfNotPresent' };
  const monitored = withField(old, ['metrics', 'serviceMonitor', 'enabled'], true);
  return { ...monitored, image: { ...image, ...asMap(old.image) } };
}

function withImages(values: JsonMap, images: Answers['images']): JsonMap {
  const image = asMap(values.image);
  const repository = typeof image.repository === 'string' ? image.repository : REPOSITORY;
  const moved = relocated(repository, images);
  const imagePullSecrets = mergePullSecrets(values.imagePullSecrets, images.pullSecrets);
  return {
    ...values,
    ...(moved !== repository && { image: { ...image, repository: moved } }),
    ...(imagePullSecrets !== undefined && { imagePullSecrets }),
  };
}

function connector({ path }: BridgedReceiver, there: readonly JsonMap[]): JsonMap {
  const old = there.find(({ request_path: other }) => other === path);
  return {
    ...old,
    request_path: path,
    template_file: [old, ...there].map(cardOf).find(Boolean) ?? readConfigText('msteams/card.tmpl'),
    webhook_url: `<webhook URL of ${path}>`,
    // Without it prometheus-msteams does not escape labels and annotations for JSON.
    escape_underscores: true,
  };
}

/** A connector of the stack that stays, with a card that Workflows take: the server makes no others any more. */
function asItWas({ templated }: Connector): JsonMap[] {
  if (!templated) return [];
  return [
    { ...templated, template_file: cardOf(templated) ?? readConfigText('msteams/card.tmpl'), escape_underscores: true },
  ];
}

/** The stack's own template where it makes a card that Workflows take; the older MessageCard they refuse. */
function cardOf(old: JsonMap | undefined): string | undefined {
  const template = old?.template_file;
  return typeof template === 'string' && template.includes('AdaptiveCard') ? template : undefined;
}
