import { type Draft, valueAt } from '../answers/draft.ts';
import { text } from '../text.ts';
import type { Question } from './question.ts';
import { upper } from './variable.ts';

const SECTION = '5.3';
const isEmail = (item: Draft) => valueAt(item, 'type') === 'email';
const withLogin = (item: Draft) => isEmail(item) && valueAt(item, 'username') !== undefined;
// Port 465 is TLS from the start.
const startsPlain = (item: Draft) => isEmail(item) && !`${valueAt(item, 'smarthost')}`.endsWith(':465');

/** What a receiver of type email is asked. */
export const email: readonly Question[] = [
  {
    path: 'to',
    section: SECTION,
    kind: 'input',
    required: true,
    message: text('Addresses that get the alerts, separated by commas', '알림을 받을 주소(쉼표로 구분)'),
    when: isEmail,
  },
  {
    path: 'from',
    section: SECTION,
    kind: 'input',
    required: true,
    message: text('Address that sends them', '보내는 주소'),
    when: isEmail,
  },
  {
    path: 'smarthost',
    section: SECTION,
    kind: 'input',
    required: true,
    message: text('Mail server, such as smtp.example.com:587', '메일 서버(예: smtp.example.com:587)'),
    when: isEmail,
  },
  {
    path: 'username',
    section: SECTION,
    kind: 'input',
    message: text('User at the mail server (empty: no login)', '메일 서버의 사용자(비우면 로그인하지 않음)'),
    when: isEmail,
  },
  {
    path: 'password',
    section: SECTION,
    kind: 'secret',
    required: true,
    secret: { variable: (item) => `${upper(item.name)}_SMTP_PASSWORD` },
    message: text('Password at the mail server', '메일 서버의 비밀번호'),
    when: withLogin,
  },
  {
    path: 'requireTls',
    section: SECTION,
    kind: 'confirm',
    message: text('Send only where the mail server offers TLS?', '메일 서버가 TLS를 제공할 때만 보냅니까?'),
    when: startsPlain,
  },
];
