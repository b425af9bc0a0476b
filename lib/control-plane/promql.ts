/** What may stand in an expression beside metrics and functions. */
const KEYWORDS = ['and', 'or', 'unless', 'atan2', 'bool', 'offset', 'by', 'without', 'inf', 'nan', 'start', 'end'];
const STRING = `"(?:\\\\.|[^"\\\\])*"|'(?:\\\\.|[^'\\\\])*'`;

/** Whether a PromQL expression reads `up` of one job, and no other metric. */
export function readsOnlyUpOf(expression: string, job: string): boolean {
  const bare = expression.replace(new RegExp(`(${STRING})|#.*`, 'g'), (_, words?: string) => words ?? '');
  const selector = new RegExp(`(?<![\\w:])up\\s*\\{((?:${STRING}|[^}"'])*)\\}`, 'g');
  const isOfJob = new RegExp(`(?:^|,)\\s*job\\s*=\\s*["']${job}["']`);
  const others = bare.replace(selector, (whole, labels: string) => (isOfJob.test(labels) ? ' ' : whole));
  return others !== bare && readsNothing(others);
}

function readsNothing(expression: string): boolean {
  const rest = expression
    .replace(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/gi, ' ')
    .replace(/\[[^\]]*\]/g, ' ')
    .replace(new RegExp(STRING, 'g'), ' ');
  const names = [...rest.matchAll(/(?<![\w:])([a-zA-Z_:][\w:]*)\s*(\(?)/g)];
  return !rest.includes('{') && names.every(([, name = '', call]) => call || KEYWORDS.includes(name.toLowerCase()));
}
