import { type Text, text } from '../text.ts';

/**
 * Why a webhook URL of Teams can't be used; undefined when it can. The URL is a secret: nothing of it is repeated.
 * Office 365 connectors were retired in May 2026 (FIELD-NOTES 3).
 */
export function webhookProblem(url: string): Text | undefined {
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
    return text('is no URL that starts with https://', 'https://로 시작하는 URL이 아닙니다');
  }
  const { hostname: name, pathname } = new URL(url);
  // With a dot at the end it is the same host.
  const hostname = name.replace(/\.$/, '');
  const isConnector = /(^|\.)webhook\.office\.com$/.test(hostname);
  const isOldConnector = /^outlook\.office(365)?\.com$/.test(hostname) && pathname.startsWith('/webhook');
  if (!isConnector && !isOldConnector) return undefined;
  return text(
    'is an Office 365 connector (*.webhook.office.com): Microsoft retired those in May 2026, no message would arrive. Make a workflow in Teams ("Post to a channel when a webhook request is received") and use its URL',
    'Office 365 커넥터(*.webhook.office.com) 주소입니다. 2026년 5월에 종료되어 메시지가 전달되지 않습니다. Teams에서 "웹후크 요청을 받으면 채널에 게시" 워크플로를 만들어 그 URL을 쓰십시오',
  );
}
