import { type Text, text } from '../text.ts';
import { layer } from './layer.ts';
import { formatLocation, type Location, parseLocation } from './location.ts';
import type { Position, Problem } from './problem.ts';
import { readYaml } from './read-yaml.ts';
import { isList, roleOf, type Shape, shapesAt } from './shape.ts';
import type { Field, Tree } from './tree.ts';

/** One `--set path=value`, read. */
export interface Assignment {
  location: Location;
  value: Tree;
  position: Position;
}

/** Reads the value of a `--set` flag; its place in the row of layers and the folder of relative paths come along. */
export function readAssignment(flag: string, number: number, folder: string): Assignment | { problems: Problem[] } {
  const position = { layer: number, line: 1, column: 1, folder };
  const [, left, right] = /^((?:\\.|[^\\=])*)=(.*)$/s.exec(flag) ?? [];
  const location = parseLocation(left ?? '');
  if (left === undefined || right === undefined || !location)
    return { problems: [{ position, location: [], what: badFlag(flag) }] };
  const read = readYaml(right, { layer: number, folder });
  if ('problems' in read) return { problems: read.problems.map((problem) => ({ ...problem, location })) };
  return { location, value: read.tree, position };
}

/** Names the flag without what may be a secret in it. */
function badFlag(flag: string): Text {
  const [start = ''] = /^[\w.[\]-]*/.exec(flag) ?? [];
  return text(
    `"${start}…" must be path=value, such as cluster.name=prod-1 or alerting.receivers[0].name=teams`,
    `"${start}…"은(는) path=value 형식이어야 합니다. 예: cluster.name=prod-1, alerting.receivers[0].name=teams`,
  );
}

/** A place in a list that isn't there. */
export class NoSuchPlace extends Error {
  readonly what: Text;
  constructor(what: Text) {
    super(what.en);
    this.what = what;
  }
}

/** Puts a value where `--set` says, over what stands there. @throws NoSuchPlace */
export function assign(tree: Tree | undefined, assignment: Assignment, shapes: readonly Shape[]): Tree | undefined {
  const { location, value, position } = assignment;
  const [part, ...rest] = location;
  if (part === undefined) return layer(tree, value, shapes);
  const below = { ...assignment, location: rest };
  if ((tree && 'items' in tree) || isList(shapes)) return assignItem(tree, part, below, shapes);
  if (typeof part === 'number') {
    throw new NoSuchPlace(
      text(
        `[${part}] names an item of a list, and there is none`,
        `[${part}]은(는) 목록의 항목을 가리키는데 이곳은 목록이 아닙니다`,
      ),
    );
  }
  const fields = new Map<string, Field>(tree && 'fields' in tree ? keepFor(part, tree.fields, shapes) : []);
  const merged = assign(fields.get(part)?.value, below, shapesAt(shapes, part));
  if (merged) fields.set(part, { position, value: merged });
  else fields.delete(part);
  return { position, fields };
}

/** What stays of a secret reference when one of its keys is set: only the partner of secret and key. */
function keepFor(
  part: string,
  fields: ReadonlyMap<string, Field>,
  shapes: readonly Shape[],
): Iterable<[string, Field]> {
  if (roleOf(shapes) !== 'secret') return fields;
  const partner = { secret: 'key', key: 'secret' }[part];
  return [...fields].filter(([key]) => key === partner || key === part);
}

function assignItem(tree: Tree | undefined, part: string | number, below: Assignment, shapes: readonly Shape[]): Tree {
  const items = tree && 'items' in tree ? [...tree.items] : [];
  const index = /^\d+$/.test(String(part)) ? Number(part) : undefined;
  if (index === undefined || index > items.length) throw new NoSuchPlace(noItem(part, items.length));
  const item = assign(items[index], below, shapesAt(shapes, 0));
  items.splice(index, 1, ...(item ? [item] : []));
  return { position: tree && 'items' in tree ? tree.position : below.position, items };
}

function noItem(part: string | number, length: number): Text {
  const named = formatLocation([part]);
  return text(
    `${named} is no item of this list: it has ${length}, and [${length}] adds one`,
    `${named}은(는) 이 목록의 항목이 아닙니다. 항목은 ${length}개이고 [${length}]로 하나를 더합니다`,
  );
}
