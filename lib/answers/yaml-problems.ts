import type { ErrorCode, YAMLError } from 'yaml';
import { type Text, text } from '../text.ts';
import type { Position, Problem } from './problem.ts';

export const TOO_MUCH = text(
  'too many values, or too deep (aliases count as often as they are used)',
  '값이 너무 많거나 너무 깊습니다(별칭은 쓰인 횟수만큼 셉니다)',
);

export const NO_ANCHOR = text(
  'an alias of an anchor that is not there; a text that starts with * needs quotes',
  '없는 앵커를 가리키는 별칭입니다. *로 시작하는 텍스트는 따옴표로 감싸십시오',
);
const BAD_COLLECTION = text('a tag that does not fit what follows it', '뒤따르는 값과 맞지 않는 태그입니다');
const INDENT = text('indented wrongly', '들여쓰기가 잘못되었습니다');
const UNEXPECTED = text(
  'YAML does not expect this here; a text with special characters needs quotes',
  'YAML 문법상 여기에 올 수 없습니다. 특수 문자가 든 텍스트는 따옴표로 감싸십시오',
);
const ONE_LINE_KEY = text(
  'a key with its value must stand on one line; perhaps a quote or a colon is missing',
  '키와 값은 한 줄에 있어야 합니다. 따옴표나 콜론이 빠졌을 수 있습니다',
);

/**
 * Words for every error of the YAML reader. Its own messages aren't shown: they quote the text, in which a secret may
 * stand in the wrong place.
 */
const WORDS: Record<ErrorCode, Text> = {
  ALIAS_PROPS: text('an alias takes no tag and no anchor', '별칭에는 태그나 앵커를 붙일 수 없습니다'),
  BAD_ALIAS: NO_ANCHOR,
  BAD_COLLECTION_TYPE: BAD_COLLECTION,
  BAD_DIRECTIVE: text('not a directive of YAML', 'YAML 지시자가 아닙니다'),
  BAD_DQ_ESCAPE: text(
    'a backslash that means nothing inside of double quotes; use single quotes',
    '큰따옴표 안에서 뜻이 없는 백슬래시입니다. 작은따옴표를 쓰십시오',
  ),
  BAD_INDENT: INDENT,
  BAD_PROP_ORDER: text('a tag or an anchor in the wrong place', '태그나 앵커의 위치가 잘못되었습니다'),
  BAD_SCALAR_START: text(
    'a text that starts like this needs quotes',
    '이렇게 시작하는 텍스트는 따옴표로 감싸야 합니다',
  ),
  BLOCK_AS_IMPLICIT_KEY: text(
    'a map cannot start here; a text that holds ": " needs quotes',
    '여기서 맵을 시작할 수 없습니다. ": "이 든 텍스트는 따옴표로 감싸십시오',
  ),
  BLOCK_IN_FLOW: text('inside of { } and [ ] everything stays within them', '{ }와 [ ] 안에서는 블록을 쓸 수 없습니다'),
  DUPLICATE_KEY: text('this key stands here twice', '같은 키가 두 번 있습니다'),
  IMPOSSIBLE: UNEXPECTED,
  KEY_OVER_1024_CHARS: ONE_LINE_KEY,
  MISSING_CHAR: text(
    'a character is missing before this: a closing quote or bracket, a comma or a colon',
    '이 앞에 문자가 빠졌습니다: 닫는 따옴표나 괄호, 쉼표 또는 콜론',
  ),
  MULTILINE_IMPLICIT_KEY: ONE_LINE_KEY,
  MULTIPLE_ANCHORS: text('more than one anchor', '앵커가 둘 이상입니다'),
  MULTIPLE_DOCS: text('more than one YAML document in the file', '파일에 YAML 문서가 둘 이상 있습니다'),
  MULTIPLE_TAGS: text('more than one tag', '태그가 둘 이상입니다'),
  NON_STRING_KEY: text('a key must be plain text', '키는 단순한 텍스트여야 합니다'),
  RESOURCE_EXHAUSTION: TOO_MUCH,
  TAB_AS_INDENT: text('indented by a tab; YAML takes spaces only', '탭으로 들여썼습니다. YAML은 공백만 허용합니다'),
  TAG_RESOLVE_FAILED: text('a tag that answers do not know', '답변 파일에서 쓸 수 없는 태그입니다'),
  UNEXPECTED_TOKEN: UNEXPECTED,
};

/** What is wrong, without a word of the text. */
export function yamlWords({ code }: YAMLError): Text {
  return WORDS[code];
}

/** An error of the YAML reader as a problem. */
export function yamlProblem(error: YAMLError, position: Position): Problem {
  return { position, location: [], what: yamlWords(error) };
}
