import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLError,
} from 'yaml';
import { text } from '../text.ts';
import type { Position, Problem } from './problem.ts';
import type { Tree } from './tree.ts';
import { NO_ANCHOR, TOO_MUCH, yamlProblem } from './yaml-problems.ts';

/** Where a text comes from, for the positions of what stands in it. */
export type Origin = Pick<Position, 'layer' | 'file' | 'folder'>;

/** How many values one layer may hold, aliases counted as often as they are used. */
const MOST_VALUES = 20_000;
const DEEPEST = 40;

/** Reads a text as YAML: a tree, or what is wrong with it. An empty text is null. */
export function readYaml(source: string, origin: Origin): { tree: Tree } | { problems: Problem[] } {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { ...origin, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const wrong = [...document.errors, ...document.warnings];
  if (wrong.length) return { problems: wrong.map((error) => yamlProblem(error, at(startOf(error, source)))) };
  return toTree(document, at);
}

/** After a key without a value the reader places a duplicate at the end of the line before. */
function startOf({ code, pos: [start] }: YAMLError, source: string): number {
  return code === 'DUPLICATE_KEY' ? start + source.slice(start).search(/\S|$/) : start;
}

function toTree(document: Document, at: (offset: number) => Position): ReturnType<typeof readYaml> {
  const problems: Problem[] = [];
  let values = 0;
  const visit = (node: Node | null | undefined, above: Position, depth: number): Tree => {
    const position = node?.range ? at(node.range[0]) : above;
    values += 1;
    if (values > MOST_VALUES || depth > DEEPEST) throw new TooMuch(position);
    if (isAlias(node)) {
      const target = node.resolve(document);
      if (!target) problems.push({ position, location: [], what: NO_ANCHOR });
      return visit(target, position, depth + 1);
    }
    if (isMap(node)) {
      const fields = node.items.map(({ key, value }) => {
        const where = at((key as Node).range?.[0] ?? 0);
        return [
          String(isScalar(key) ? key.value : key),
          { position: where, value: visit(value as Node, where, depth + 1) },
        ] as const;
      });
      return { position, fields: new Map(fields) };
    }
    if (isSeq(node)) return { position, items: node.items.map((item) => visit(item as Node, position, depth + 1)) };
    return { position, scalar: scalarOf(node, position, problems) };
  };
  try {
    const tree = visit(document.contents, at(0), 0);
    return problems.length ? { problems } : { tree };
  } catch (error) {
    if (error instanceof TooMuch) return { problems: [{ position: error.position, location: [], what: TOO_MUCH }] };
    throw error;
  }
}

class TooMuch extends Error {
  readonly position: Position;
  constructor(position: Position) {
    super('too much');
    this.position = position;
  }
}

function scalarOf(node: Node | null | undefined, position: Position, problems: Problem[]) {
  const value = isScalar(node) ? node.value : null;
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  problems.push({ position, location: [], what: text('is no value of an answer', '답변에 쓸 수 없는 값입니다') });
  return null;
}
