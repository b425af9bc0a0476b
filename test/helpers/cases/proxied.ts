import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { configOf } from '../../../lib/alerting/config-secret.ts';
import type { AnswersFile } from '../../../lib/answers/schema.ts';
import { loadStack } from '../../../lib/stack/load.ts';
import { proxy } from '../../../steps/5.3-proxy.ts';
import { receivers } from '../../../steps/5.3-receivers.ts';
import { refusalOf } from '../amtool.ts';
import { inputOf, PRESENT } from '../stack.ts';

export const PROXY = 'http://proxy.example.com:3128';

/** A proxy, and receivers inside and outside of the cluster. */
export const ANSWERS: AnswersFile = {
  proxy: { https: PROXY, noProxy: ['10.0.0.0/8', '.corp.example'] },
  alerting: {
    receivers: [
      { name: 'teams', type: 'prometheus-msteams', path: '/alert1', webhookUrl: { env: 'T' } },
      { name: 'native', type: 'msteams', webhookUrl: { env: 'T' }, severities: ['critical'] },
      { name: 'api', type: 'webhook', url: 'http://alert-receiver.tks.svc:8080/alerts' },
      { name: 'outside', type: 'webhook', url: 'https://alerts.example.com/hook' },
      { name: 'direct', type: 'webhook', url: 'https://itsm.corp.example/hook' },
    ],
  },
};

/** Alertmanager's configuration with a proxy in it, as its own tool reads it. */
export function proxyTests(): void {
  for (const folder of PRESENT) {
    test(`${folder}: Alertmanager itself takes the configuration with a proxy`, async () => {
      const input = inputOf(await loadStack(folder), ANSWERS);
      const told = receivers.customise?.(input.stack.manifests, input) ?? [];
      const yaml = configOf(proxy.customise?.(told, input) ?? []);
      assert.match(yaml, PROXY);
      assert.is(refusalOf(yaml), '');
    });
  }
}
