import type {
  AnyAuthMethod,
  AuthenticationType,
  AuthHandlerMiddleware,
  KeyboardInteractiveCallback,
  Prompt,
} from 'ssh2';
import { text } from '../text.ts';
import { firstLine, HostError } from './failure.ts';
import type { Credentials } from './identity.ts';
import { RefusedPassword } from './refused-password.ts';
import { withoutSha1 } from './rsa.ts';

/** How one login goes on: each credential once at most, as a server may punish whoever tries again (FIELD-NOTES 5). */
export interface Login {
  handler: AuthHandlerMiddleware;
  /** What was offered so far. */
  offered: string[];
  /** The methods that the server would still take. */
  accepts: readonly string[];
  /** A credential was accepted, and the server wants another as well. */
  halfway: boolean;
  /** What became of the password. */
  password: 'unsent' | 'sent' | 'accepted';
}

/** Starts a login; `stop` ends it with a reason of ours. */
export function createLogin(
  username: string,
  { offers, password }: Credentials,
  stop: (error: HostError) => void,
): Login {
  const queue = [...offers];
  let unused = password?.reveal();
  const takePassword = (): string | undefined => {
    const taken = unused;
    unused = undefined;
    if (taken !== undefined) login.password = 'sent';
    return taken;
  };
  const prompt: Answering = (_name, _instructions, _lang, prompts, finish) => {
    const asked = prompts.map((one) => firstLine(one.prompt)).join(' ');
    const [only] = prompts;
    const fits = prompts.length === 1 && only && !only.echo && !ONE_TIME.test(only.prompt);
    const answer = fits ? takePassword() : undefined;
    if (answer === undefined) stop(unanswerable(asked, login.password === 'sent'));
    else finish([answer]);
  };
  const next = (left: readonly string[]): AnyAuthMethod | false => {
    if (left.includes('publickey')) {
      const offer = queue.shift();
      if (offer) {
        login.offered.push(offer.label);
        return 'key' in offer
          ? { type: 'publickey', username, key: withoutSha1(offer.key) }
          : { type: 'agent', username, agent: offer.agent };
      }
    }
    if (unused === undefined) return false;
    // One of the two: both mostly ask for the same password, and the second would be one failure more.
    if (left.includes('password')) {
      login.offered.push('password');
      return { type: 'password', username, password: takePassword() ?? '' };
    }
    if (!left.includes('keyboard-interactive')) return false;
    login.offered.push('keyboard-interactive');
    return { type: 'keyboard-interactive', username, prompt };
  };
  const login: Login = {
    offered: [],
    accepts: [],
    halfway: false,
    password: 'unsent',
    handler: (left: AuthenticationType[] | null, partial, go) => {
      // The answer to `none` tells which methods there are, and servers don't count it.
      if (left === null) return go({ type: 'none', username });
      login.accepts = left;
      login.halfway ||= partial === true;
      if (partial && login.password === 'sent') login.password = 'accepted';
      (go as (method: AnyAuthMethod | false) => void)(next(left));
    },
  };
  return login;
}

type Answering = (
  name: string,
  instructions: string,
  lang: string,
  prompts: Prompt[],
  finish: KeyboardInteractiveCallback,
) => void;

/** What asks for something that no answer of ours can be. */
const ONE_TIME = /verif|one.?time|otp|token|passcode|code|factor|duo|인증|일회용/i;

function unanswerable(asked: string, sent: boolean): HostError {
  // Asked on after the password, which may have been wrong.
  const Kind = sent ? RefusedPassword : HostError;
  return new Kind(
    'authentication',
    text(
      `the server asks "${asked}", which can't be answered unattended (only one hidden question for the password can): use a key for this, or etcd.certificates.source: files`,
      `서버의 질문 "${asked}"에는 자동으로 답할 수 없습니다(비밀번호를 묻는 비표시 질문 하나만 가능). 키로 로그인하거나 etcd.certificates.source: files를 사용하십시오`,
    ),
  );
}
