import { type Text, text } from '../text.ts';

/** Office 365 connectors were retired in May 2026 (FIELD-NOTES 3). */
export const RETIRED = text(
  'is an Office 365 connector (*.webhook.office.com): Microsoft retired those in May 2026, no message would arrive. Make a workflow in Teams ("Post to a channel when a webhook request is received") and use its URL',
  'Office 365 커넥터(*.webhook.office.com) 주소입니다. 2026년 5월에 종료되어 메시지가 전달되지 않습니다. Teams에서 "웹후크 요청을 받으면 채널에 게시" 워크플로를 만들어 그 URL을 쓰십시오',
);
export const WORKFLOW = text(
  'is the URL of a Teams workflow, which carries a secret and takes cards only: use type msteams or prometheus-msteams with webhookUrl: { env: NAME }',
  'Teams 워크플로의 URL입니다. 시크릿이 들어 있고 카드만 받으므로 msteams 또는 prometheus-msteams 유형에서 webhookUrl: { env: NAME }으로 지정하십시오',
);
export const SLACK = text(
  'is a webhook URL of Slack, which carries a secret: use type slack with webhookUrl: { env: NAME }',
  'Slack 웹훅 URL입니다. 시크릿이 들어 있으므로 slack 유형에서 webhookUrl: { env: NAME }으로 지정하십시오',
);
const NO_HTTPS = text('is no URL that starts with https://', 'https://로 시작하는 URL이 아닙니다');

/** Whether a URL leads to a connector of Office 365, where nobody answers any more. */
export function isRetired(url: string): boolean {
  const isOld = /^outlook\.office(365)?\.com$/.test(hostOf(url)) && new URL(url).pathname.startsWith('/webhook');
  return isOld || isBelow(url, 'webhook.office.com');
}

/** Whether a URL is that of a Teams workflow. */
export function isWorkflow(url: string): boolean {
  return isBelow(url, 'logic.azure.com') || isBelow(url, 'api.powerplatform.com');
}

/** Whether a URL is that of a webhook of Slack itself; a server that only takes Slack's form has another host. */
export function isSlack(url: string): boolean {
  return isBelow(url, 'hooks.slack.com') || isBelow(url, 'hooks.slack-gov.com');
}

/** Why a webhook URL of Teams can't be used; undefined when it can. The URL is a secret: nothing of it is repeated. */
export function webhookProblem(url: string): Text | undefined {
  if (!isHttps(url)) return NO_HTTPS;
  if (isRetired(url)) return RETIRED;
  return isSlack(url) ? SLACK : undefined;
}

/** The same for Slack. */
export function slackProblem(url: string): Text | undefined {
  if (!isHttps(url)) return NO_HTTPS;
  if (isRetired(url)) return RETIRED;
  return isWorkflow(url) ? WORKFLOW : undefined;
}

function isHttps(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'https:';
}

function isBelow(url: string, domain: string): boolean {
  const host = hostOf(url);
  return host === domain || host.endsWith(`.${domain}`);
}

/** With a dot at the end it is the same host. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, '') : '';
}
