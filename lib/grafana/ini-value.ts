import { usageError } from '../errors.ts';
import { text } from '../text.ts';

const TRIPLE = '"""';

/**
 * A value as grafana.ini holds it. `#` and `;` would start a comment, a quote at the front would be stripped, and a
 * backslash at the end would join the next line: such values go into triple quotes.
 * @throws RunbookError for what grafana.ini can't hold at all.
 */
export function quoteValue(value: string): string {
  if (/[\r\n]/.test(value) || value.includes(TRIPLE) || /%\([^)]+\)s/.test(value)) throw cannotHold(value);
  return /[#;]|^["'`]|\\$/.test(value) || value !== value.trim() ? `${TRIPLE}${value}${TRIPLE}` : value;
}

/** What Grafana makes of the text after the `=` of a setting. */
export function unquoteValue(written: string): string {
  const line = written.trim();
  for (const quote of [TRIPLE, '`']) {
    const end = line.lastIndexOf(quote);
    if (line.startsWith(quote) && end >= quote.length) return line.slice(quote.length, end);
  }
  const value = line.replace(/[#;].*$/s, '').trim();
  return /^(["'])(?:(?!\1).)*\1$/s.test(value) ? value.slice(1, -1) : value;
}

/** The quote that a value opens and leaves open, so that it goes on in the next line; undefined when it ends here. */
export function openQuote(written: string): string | undefined {
  const line = written.trim();
  return [TRIPLE, '`'].find((quote) => line.startsWith(quote) && line.lastIndexOf(quote) < quote.length);
}

function cannotHold(value: string): Error {
  return usageError(
    text('Writing grafana.ini', 'grafana.ini 작성'),
    [
      text(
        `${JSON.stringify(value)} has a line break, three double quotes or %(...)s, which grafana.ini can't hold`,
        `${JSON.stringify(value)}에 grafana.ini에 쓸 수 없는 줄바꿈, 큰따옴표 세 개 또는 %(...)s가 있습니다`,
      ),
    ],
    text('change that answer under grafana', 'grafana 아래의 해당 답변을 고치십시오'),
  );
}
