import type * as v from 'valibot';
import { type Text, text } from '../../text.ts';

/** Stands between the two languages of a schema's message; valibot knows only strings. */
const BETWEEN = '\u0000';

/** A schema's message in both languages; textOf takes it apart again. */
export function says(en: string, ko: string): string {
  return `${en}${BETWEEN}${ko}`;
}

/** What is wrong with a value, out of valibot's issue. It never repeats the value, which may be a secret. */
export function textOf(issue: v.BaseIssue<unknown>): Text {
  const [en, ko] = issue.message.split(BETWEEN);
  if (en !== undefined && ko !== undefined) return text(en, ko);
  return issue.message.startsWith('Invalid ') ? builtIn(issue) : text(issue.message, issue.message);
}

/** Words for what valibot finds by itself, where the schema has no message of its own. */
function builtIn(issue: v.BaseIssue<unknown>): Text {
  const missing = issue.input === undefined;
  switch (issue.type) {
    case 'picklist':
    case 'literal':
    case 'variant':
      return allowed(issue.expected ?? '', missing);
    case 'string':
      return text(
        'must be text; put it in quotes where it looks like a number or true/false',
        '텍스트여야 합니다. 숫자나 true/false처럼 보이는 값은 따옴표로 감싸십시오',
      );
    case 'boolean':
      return text('must be true or false', 'true 또는 false여야 합니다');
    case 'number':
    case 'integer':
      return text('must be a whole number', '정수여야 합니다');
    case 'min_value':
      return text(`must be ${limitOf(issue)} or more`, `${limitOf(issue)} 이상이어야 합니다`);
    case 'max_value':
      return text(`must be ${limitOf(issue)} or less`, `${limitOf(issue)} 이하여야 합니다`);
    case 'array':
      return text('must be a list', '목록이어야 합니다');
    case 'min_length':
      return text('must not be empty', '비어 있으면 안 됩니다');
    case 'max_length':
      return text(`must have at most ${limitOf(issue)} letters`, `${limitOf(issue)}자 이하여야 합니다`);
    case 'strict_object':
    case 'record':
      return missing ? text('is missing', '값이 빠져 있습니다') : text('must be a map', '맵(키: 값)이어야 합니다');
    default:
      return text('is not valid', '올바르지 않은 값입니다');
  }
}

/** The number in valibot's `<=65535`. */
function limitOf({ expected }: v.BaseIssue<unknown>): string {
  return (expected ?? '').replace(/^[<>]=?/, '');
}

function allowed(expected: string, missing: boolean): Text {
  const values = expected.replace(/[()"]/g, '').split(' | ').join(', ');
  return missing
    ? text(`is missing; one of: ${values}`, `값이 빠져 있습니다. 다음 중 하나: ${values}`)
    : text(`must be one of: ${values}`, `다음 중 하나여야 합니다: ${values}`);
}
