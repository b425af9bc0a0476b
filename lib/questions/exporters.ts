import type { Draft } from '../answers/draft.ts';
import { text } from '../text.ts';
import type { Question } from './question.ts';
import { upper } from './variable.ts';

const SECTION = '5.5';
const name: Question = {
  path: 'name',
  section: SECTION,
  kind: 'input',
  required: true,
  unique: true,
  message: text('Short name of the server', '서버의 짧은 이름'),
};
const variable = (kind: string) => (item: Draft) => `${kind}_${upper(item.name)}_PASSWORD`;

/** Section 5.5: servers whose metrics an exporter of ours collects. */
export const exporters: readonly Question[] = [
  {
    path: 'exporters.mysqld',
    section: SECTION,
    kind: 'list',
    message: text('Collect metrics of a MariaDB or MySQL server?', 'MariaDB(MySQL) 서버의 메트릭을 수집합니까?'),
    another: text('Another MariaDB or MySQL server?', 'MariaDB(MySQL) 서버를 더 추가합니까?'),
    each: [
      name,
      {
        path: 'host',
        section: SECTION,
        kind: 'input',
        required: true,
        message: text('Host, such as mariadb.db', '호스트(예: mariadb.db)'),
      },
      { path: 'port', section: SECTION, kind: 'number', message: text('Port', '포트') },
      {
        path: 'user',
        section: SECTION,
        kind: 'input',
        required: true,
        default: () => 'exporter',
        message: text('User', '사용자'),
      },
      {
        path: 'password',
        section: SECTION,
        kind: 'secret',
        required: true,
        secret: { variable: variable('MYSQL') },
        message: text('Password', '비밀번호'),
      },
    ],
  },
  {
    path: 'exporters.redis',
    section: SECTION,
    kind: 'list',
    message: text('Collect metrics of a Redis server?', 'Redis 서버의 메트릭을 수집합니까?'),
    another: text('Another Redis server?', 'Redis 서버를 더 추가합니까?'),
    each: [
      name,
      {
        path: 'address',
        section: SECTION,
        kind: 'input',
        required: true,
        message: text('Address, such as redis://redis.cache:6379', '주소(예: redis://redis.cache:6379)'),
      },
      {
        path: 'password',
        section: SECTION,
        kind: 'secret',
        secret: { variable: variable('REDIS') },
        message: text('Password', '비밀번호'),
      },
    ],
  },
];
