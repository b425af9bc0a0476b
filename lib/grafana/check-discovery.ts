import { Agent, request } from 'undici';
import type { Answers } from '../answers/schema.ts';
import { failed, type Outcome, warned } from '../checks/outcome.ts';
import { causeOf } from '../errors.ts';
import type { SecretReader } from '../ports.ts';
import { text } from '../text.ts';
import { judgeDocument } from './discovery-document.ts';

/** Milliseconds for the whole answer. */
const PATIENCE = 5000;
/** Bytes; Keycloak's document has about 6 kB. */
const LARGEST = 1_000_000;

/**
 * Asks the issuer for its discovery document, over this machine's own network and with the answers' CA, and compares
 * it with what Grafana was told. An issuer that doesn't answer here may well answer Grafana, so that is a warning.
 * @throws RunbookError when the CA's file can't be read.
 */
export async function checkDiscoveryDocument(
  oidc: NonNullable<Answers['grafana']['oidc']>,
  answers: Answers,
  secrets: SecretReader,
): Promise<Outcome> {
  const url = `${oidc.issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`;
  const ca = oidc.ca && (await secrets.read({ file: oidc.ca.file })).reveal();
  try {
    const { status, body } = await ask(url, ca);
    return judgeAnswer(url, status, body, answers);
  } catch (error) {
    return unanswered(url, error);
  }
}

async function ask(url: string, ca: string | undefined): Promise<{ status: number; body: string }> {
  const agent = new Agent({ maxResponseSize: LARGEST, connect: { ...(ca !== undefined && { ca }) } });
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const { statusCode, body } = await request(url, { dispatcher: agent, signal });
    return { status: statusCode, body: await body.text() };
  } finally {
    await agent.destroy();
  }
}

function judgeAnswer(url: string, status: number, body: string, answers: Answers): Outcome {
  if (status === 404)
    return failed([
      text(
        `${url} answers 404: there is no such realm, or the path before /realms is missing or too much`,
        `${url}이(가) 404로 응답합니다. realm이 없거나 /realms 앞의 경로가 맞지 않습니다`,
      ),
    ]);
  if (status >= 300 && status < 400)
    return failed([
      text(
        `${url} leads elsewhere (${status}): the issuer has another URL`,
        `${url}이(가) 다른 URL로 리디렉션합니다(${status}). issuer의 URL이 다릅니다`,
      ),
    ]);
  if (status !== 200) return warned([text(`${url} answers ${status}`, `${url}의 응답 코드가 ${status}입니다`)]);
  const document = parsed(body);
  if (document) return judgeDocument(document, answers);
  return failed([text(`${url} answers with something else than JSON`, `${url}의 응답이 JSON이 아닙니다`)]);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function unanswered(url: string, error: unknown): Outcome {
  const cause = causeOf(error);
  const { code = '' } = error as { code?: string };
  if (/CERT|SIGNATURE|ISSUER/.test(code))
    return warned([
      text(
        `${url}: ${cause}. Grafana would refuse this certificate as well, unless its image trusts another CA: see grafana.oidc.ca`,
        `${url}: ${cause}. Grafana 이미지가 다른 CA를 신뢰하지 않는 한 Grafana도 이 인증서를 거부합니다. grafana.oidc.ca를 확인하십시오`,
      ),
    ]);
  return warned([
    text(
      `${url} can't be reached from here (${cause}); what counts is that Grafana's pod reaches it`,
      `${url}에 이곳에서는 접속할 수 없습니다(${cause}). Grafana 파드에서 접속되는지가 중요합니다`,
    ),
  ]);
}
