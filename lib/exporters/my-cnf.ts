import { usageError } from '../errors.ts';
import { text } from '../text.ts';

/**
 * The environment variable that holds a lone dollar sign. mysqld_exporter replaces $NAME in every value of the file and
 * has no way to escape it, but what it puts in is not looked at again.
 */
export const DOLLAR = { name: 'DOLLAR', value: '$' };

/** What mysqld_exporter's client section may hold; without a password it takes MYSQLD_EXPORTER_PASSWORD. */
export interface Client {
  user: string;
  host: string;
  port: number;
  password?: string;
  /** Path of the CA's file; with it the exporter speaks TLS. */
  ca?: string;
}

/**
 * Section 5.5: the file mysqld_exporter reads. Its parser is not MySQL's own: between backticks all is plain, down to
 * further backticks, but for $NAME and for %(key)s.
 * @throws RunbookError for a value that this file can't hold; the message names the field and never shows its value.
 */
export function myCnf({ user, host, port, password, ca }: Client): string {
  const lines = ['[client]', entry('user', user), entry('host', host), `port = ${port}`];
  if (password !== undefined) lines.push(entry('password', password));
  if (ca !== undefined) lines.push(entry('ssl-ca', ca));
  return `${lines.join('\n')}\n`;
}

function entry(field: string, value: string): string {
  if (/[\n\r\0]|%\([^)]*\)s/.test(value)) throw unfit(field);
  return `${field} = \`${value.replaceAll('$', `\${${DOLLAR.name}}`)}\``;
}

function unfit(field: string) {
  return usageError(
    text(`5.5 Writing the configuration of mysqld-exporter`, `5.5 mysqld-exporter 설정 작성`),
    [
      text(
        `${field} has a line break or a part like %(name)s, which mysqld-exporter's file can't hold`,
        `${field}에 줄바꿈 또는 %(name)s 형태의 문자열이 있어 mysqld-exporter 설정 파일에 쓸 수 없습니다`,
      ),
    ],
    text(
      'change it, or put the password into a Secret and refer to it: { secret: NAME, key: KEY }',
      '값을 바꾸거나, 비밀번호를 Secret에 넣고 { secret: NAME, key: KEY }로 지정하십시오',
    ),
  );
}
