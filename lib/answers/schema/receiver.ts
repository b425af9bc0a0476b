import * as v from 'valibot';
import type { Text } from '../../text.ts';
import { isRetired, isSlack, isWorkflow, RETIRED, SLACK, WORKFLOW } from '../webhook.ts';
import { words } from './scalars.ts';
import { secret } from './secret.ts';
import { httpUrl } from './urls.ts';
import { says } from './wording.ts';

const severities = v.pipe(
  v.array(v.picklist(['critical', 'warning', 'info', 'none'])),
  v.minLength(1),
  v.description('Only alerts of these severities; left out: all'),
);
const receiverName = v.pipe(
  v.string(),
  v.regex(/\S/, says('must not be empty', '비어 있으면 안 됩니다')),
  v.check(
    (name) => name !== 'null',
    says(
      'must not be null: by that name the stack silences alerts',
      'null은 쓸 수 없습니다. 스택이 알림을 버리는 수신자의 이름입니다',
    ),
  ),
);
const common = {
  name: receiverName,
  severities: v.optional(severities),
};

// prometheus-msteams takes the URL as a value of its chart, so that the runbook has to read it.
const IN_CLUSTER = says(
  'must be { env: NAME } or { file: PATH }: the chart of prometheus-msteams takes the URL as a value, and a Secret in the cluster is never read. Use type msteams to have the Secret mounted',
  '{ env: NAME } 또는 { file: PATH }여야 합니다. prometheus-msteams 차트는 URL을 값으로 받으며 클러스터의 Secret은 읽지 않습니다. Secret을 마운트하려면 msteams 유형을 쓰십시오',
);
const bridgedUrl = v.pipe(
  secret,
  v.check((reference) => !('secret' in reference), IN_CLUSTER),
);

const not = (is: (url: string) => boolean, why: Text) =>
  v.check<string, string>((url) => !is(url), says(why.en, why.ko));
const hookUrl = v.pipe(httpUrl, not(isRetired, RETIRED), not(isWorkflow, WORKFLOW), not(isSlack, SLACK));

const FROM = says('must be one address such as ops@example.com', 'ops@example.com 같은 주소 하나여야 합니다');
const TO = says(
  'must be addresses such as ops@example.com, separated by commas',
  'ops@example.com 같은 주소를 쉼표로 구분해 적어야 합니다',
);
const ADDRESS = String.raw`[^,@]*[^\s,@]@[^\s,@]+`;
const SMARTHOST = says(
  'must be HOST:PORT such as smtp.example.com:587',
  'smtp.example.com:587 같은 HOST:PORT여야 합니다',
);

const email = v.pipe(
  v.strictObject({
    ...common,
    type: v.literal('email'),
    to: v.pipe(
      v.string(),
      v.regex(new RegExp(`^${ADDRESS}(,${ADDRESS})*$`), TO),
      v.description('Addresses, separated by commas'),
    ),
    from: v.pipe(v.string(), v.regex(new RegExp(`^${ADDRESS}$`), FROM)),
    smarthost: v.pipe(
      v.string(),
      v.regex(/^(\[[0-9a-fA-F:]+\]|[^\s:/@]+):[0-9]{1,5}$/, SMARTHOST),
      v.check((host) => !(Number(host.slice(host.lastIndexOf(':') + 1)) > 65535), SMARTHOST),
      v.description('HOST:PORT of the mail server; port 465 is TLS from the start'),
    ),
    username: v.optional(words),
    password: v.optional(secret),
    requireTls: v.optional(v.pipe(v.boolean(), v.description('Refuse to send without STARTTLS')), true),
  }),
  v.forward(
    v.check(
      ({ username, password }) => username === undefined || password !== undefined,
      says('needs a password beside it', 'password도 함께 지정해야 합니다'),
    ),
    ['username'],
  ),
  v.forward(
    v.check(
      ({ username, password }) => username !== undefined || password === undefined,
      says(
        'needs a username beside it: Alertmanager does not log in without',
        'username도 함께 지정해야 합니다. 없으면 Alertmanager가 로그인하지 않습니다',
      ),
    ),
    ['password'],
  ),
);

/** One who is told of alerts (section 5.3), by type. */
export const receiver = v.variant('type', [
  v.strictObject({
    ...common,
    type: v.literal('prometheus-msteams'),
    path: v.pipe(
      v.string(),
      v.regex(/^\/[A-Za-z0-9_/-]+$/, says('must be a path such as /alert1', '/alert1 같은 경로여야 합니다')),
      v.description('request_path of prometheus-msteams (6.2)'),
    ),
    webhookUrl: bridgedUrl,
  }),
  v.strictObject({ ...common, type: v.literal('msteams'), webhookUrl: secret }),
  v.strictObject({ ...common, type: v.literal('webhook'), url: hookUrl }),
  v.strictObject({
    ...common,
    type: v.literal('slack'),
    webhookUrl: secret,
    channel: v.optional(
      v.pipe(words, v.description("In quotes, such as '#alerts'; left out: the webhook's own channel")),
    ),
  }),
  email,
]);
