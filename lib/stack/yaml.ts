import { type Document, isNode, isSeq, LineCounter, parseAllDocuments, visit } from 'yaml';
import { causeOf } from '../errors.ts';
import { badFile } from './bad-file.ts';

/** The documents of one YAML file. @throws RunbookError with file:line:column */
export function parseYaml(file: string, content: string): unknown[] {
  return parsed(file, content).map(({ value }) => value);
}

/** A value of a file, and where it starts: file:line:column. */
export interface Placed {
  value: unknown;
  place: string;
  /** Where the items of a list start. */
  items: string[];
}

/** The documents of one YAML file, each with its place. @throws RunbookError with file:line:column */
export function parsed(file: string, content: string): Placed[] {
  const lineCounter = new LineCounter();
  const at = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const documents = parseAllDocuments(content, { lineCounter, prettyErrors: false });
  return ('empty' in documents ? [] : documents).map((document) => {
    const [error] = document.errors;
    if (error) throw badFile(file, `${at(error.pos[0])} ${error.message}`);
    try {
      const place = at(document.contents?.range?.[0] ?? 0);
      return { value: document.toJS() as unknown, place, items: startsOfItems(document).map(at) };
    } catch (error) {
      throw badFile(file, `${at(offendingAlias(document))} ${causeOf(error)}`);
    }
  });
}

function startsOfItems(document: Document.Parsed): number[] {
  const list = document.getIn(['items'], true);
  return isSeq(list) ? list.items.map((item) => (isNode(item) ? (item.range?.[0] ?? 0) : 0)) : [];
}

/** Where the first alias stands that leads nowhere; at the start when it is something else that can't be read. */
function offendingAlias(document: Document.Parsed): number {
  let found = 0;
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document)) return undefined;
      found = alias.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return found;
}
