import { openQuote, quoteValue, unquoteValue } from './ini-value.ts';

/** A piece of an ini file: a setting, a section's header, or what is neither (comments, empty lines). */
interface Entry {
  /** The section that it stands in; empty before the first header. */
  section: string;
  key?: string;
  /** As it stands in the file, without the last line break; a setting may take several lines. */
  lines: string;
  isHeader?: boolean;
}

/** The value of a setting as Grafana reads it; undefined when it isn't set. */
export function iniValue(ini: string, section: string, key: string): string | undefined {
  const entry = parse(ini).findLast((other) => isSetting(other, section, key));
  return entry && unquoteValue(entry.lines.slice(entry.lines.search(/[=:]/) + 1));
}

/** Whether a section stands in the file, with settings or without. */
export function hasSection(ini: string, section: string): boolean {
  return parse(ini).some((entry) => entry.isHeader && entry.section === section);
}

/** The names of a section's settings, each once. */
export function settingKeys(ini: string, section: string): string[] {
  return [...new Set(parse(ini).flatMap((entry) => (entry.section === section && entry.key ? [entry.key] : [])))];
}

/** Takes those settings out of one section that `isGone` names; everything else stays where and as it is. */
export function withoutSettings(ini: string, section: string, isGone: (key: string) => boolean): string {
  const entries = parse(ini);
  const kept = entries.filter((entry) => entry.section !== section || entry.key === undefined || !isGone(entry.key));
  return kept.length < entries.length ? written(kept) : ini;
}

/** Sets settings of one section; everything else in the file stays where and as it is, comments too. */
export function setIni(ini: string, section: string, settings: Record<string, string>): string {
  const entries = Object.entries(settings).reduce(
    (all, [key, value]) => withSetting(all, { section, key, lines: `${key} = ${quoteValue(value)}` }),
    parse(ini),
  );
  return written(entries);
}

function written(entries: readonly Entry[]): string {
  return `${entries.map(({ lines }) => lines).join('\n')}\n`;
}

function withSetting(entries: Entry[], setting: Required<Pick<Entry, 'section' | 'key' | 'lines'>>): Entry[] {
  const isThis = (entry: Entry) => isSetting(entry, setting.section, setting.key);
  const last = entries.findLastIndex(isThis);
  // Of a key that stands there twice Grafana takes the last: the others would only mislead.
  if (last >= 0) return entries.with(last, setting).filter((entry) => entry === setting || !isThis(entry));
  const end = entries.findLastIndex((entry) => entry.section === setting.section && entry.lines.trim() !== '');
  if (end >= 0) return entries.toSpliced(end + 1, 0, setting);
  const header = { section: setting.section, lines: `[${setting.section}]`, isHeader: true };
  const gap = entries.length > 0 ? [{ section: entries.at(-1)?.section ?? '', lines: '' }] : [];
  return [...entries, ...gap, header, setting];
}

function isSetting(entry: Entry, section: string, key: string): boolean {
  return entry.section === section && entry.key === key;
}

function parse(ini: string): Entry[] {
  const lines = ini.trimEnd() === '' ? [] : ini.trimEnd().split(/\r?\n/);
  const entries: Entry[] = [];
  for (let at = 0; at < lines.length; ) {
    const entry = readEntry(lines, at, entries.at(-1)?.section ?? '');
    entries.push(entry);
    at += entry.lines.split('\n').length;
  }
  return entries;
}

function readEntry(lines: readonly string[], at: number, section: string): Entry {
  const line = lines[at] ?? '';
  const trimmed = line.trim();
  if (trimmed === '' || /^[#;]/.test(trimmed)) return { section, lines: line };
  const header = /^\[(.*)\]/.exec(trimmed)?.[1];
  if (header !== undefined) return { section: header.trim(), lines: line, isHeader: true };
  const key = trimmed.split(/[=:]/, 1)[0]?.trim() ?? '';
  return { section, key, lines: lines.slice(at, endOfSetting(lines, at) + 1).join('\n') };
}

/** Number of the last line of the setting that begins in a line: one in quotes, or with a backslash, goes on. */
function endOfSetting(lines: readonly string[], at: number): number {
  const first = lines[at] ?? '';
  const quote = openQuote(first.slice(first.search(/[=:]/) + 1));
  const goesOn = (line: string, index: number) =>
    quote ? index === at || !line.includes(quote) : line.trimEnd().endsWith('\\');
  const length = lines.slice(at).findIndex((line, index) => !goesOn(line, at + index));
  return length < 0 ? lines.length - 1 : at + length;
}
