import { causeOf, EXIT, type Failure, RunbookError } from '../errors.ts';
import { type Text, text } from '../text.ts';

interface Status {
  message?: string;
  reason?: string;
  details?: { causes?: { reason?: string; message?: string; field?: string }[] };
}

/** The API's refusal of one request, in its own words. */
export class ApiError extends Error {
  readonly status: number;
  readonly reason: string;
  /** The API doesn't serve the kind at all (its CRD is missing), rather than the object being absent. */
  readonly unserved: boolean;
  readonly causes: NonNullable<NonNullable<Status['details']>['causes']>;

  constructor(method: string, path: string, status: number, body: string, unserved = false) {
    const parsed = parse(body);
    super(parsed.message || `${method} ${path.split('?')[0]}: HTTP ${status} ${body.slice(0, 300).trim()}`);
    this.name = 'ApiError';
    this.status = status;
    this.reason = parsed.reason ?? '';
    this.unserved = unserved;
    this.causes = parsed.details?.causes ?? [];
  }

  /** The kind is not served. */
  static unserved(apiVersion: string, kind: string): ApiError {
    const message = `the API server does not serve ${kind} of ${apiVersion}`;
    return new ApiError('GET', '', 404, JSON.stringify({ message, reason: 'NotFound' }), true);
  }
}

function parse(body: string): Status {
  try {
    return (JSON.parse(body) as Status | null) ?? {};
  } catch {
    return {};
  }
}

/** What is being done where nothing closer is known. */
export const TALK = text('Talk to the Kubernetes API', 'Kubernetes API와 통신');

/** The API couldn't be reached at all. */
export function unreachable(method: string, path: string, error: unknown): RunbookError {
  return new RunbookError(
    {
      exit: EXIT.failed,
      doing: TALK,
      causes: [`${method} ${path.split('?')[0]}: ${causeOf(error)}`],
      hint: DOWN,
    },
    { cause: error },
  );
}

const LOGIN = text(
  'The credentials of this context are not accepted: log in again, or choose another one by --context.',
  '이 컨텍스트의 자격 증명이 거부되었습니다. 다시 로그인하거나 --context로 다른 컨텍스트를 지정하십시오.',
);
/** What to do where a right is missing; the API's own words say which, and whose. */
export const RIGHTS: Text = text(
  'Have the right named above granted, or choose another context by --context.',
  '위에 표시된 권한을 부여받거나 --context로 다른 컨텍스트를 지정하십시오.',
);
const BUSY = text(
  'The API server has too much to do at the moment. Run again later.',
  'API 서버가 과부하 상태입니다. 잠시 후 다시 실행하십시오.',
);
const DOWN = text(
  'Check that the API server answers `kubectl get --raw /readyz`, with the same --context and --kubeconfig.',
  '같은 --context와 --kubeconfig로 `kubectl get --raw /readyz`에 API 서버가 응답하는지 확인하십시오.',
);

/** What to try after a refusal that isn't about the object itself. */
function hintFor(status: number): Text | undefined {
  if (status === 401) return LOGIN;
  if (status === 403) return RIGHTS;
  if (status === 429) return BUSY;
  return status >= 500 ? DOWN : undefined;
}

/**
 * A refusal of the API as an error that the operator can act on, in the API's own words; what is one already, or is no
 * refusal but a bug of ours, stays as it is. The hint given comes before the one that the status suggests.
 */
export function asRunbookError(error: unknown, doing: Text, how: Pick<Failure, 'exit' | 'section' | 'hint'>): unknown {
  if (!(error instanceof ApiError)) return error;
  const hint = how.hint ?? hintFor(error.status);
  return new RunbookError({ ...how, doing, causes: [error.message], ...(hint && { hint }) }, { cause: error });
}
