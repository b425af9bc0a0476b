import { parse } from 'yaml';
import type { KubeObject } from '../kubernetes/object.ts';
import { asMember, MEMBER_LABEL } from './applyset.ts';

/**
 * A file of one object with the label that makes it a member of the inventory. A CRD's megabytes aren't parsed for
 * that: the line is put where generators of CRDs lay out metadata; a file laid out otherwise is parsed after all.
 */
export function labelRaw(raw: string): string {
  return insertLabel(raw) ?? JSON.stringify(asMember(parse(raw) as KubeObject));
}

function insertLabel(raw: string): string | undefined {
  const metadata = raw.match(/^metadata:[ \t]*\r?\n/m);
  if (metadata?.index === undefined) return undefined;
  const start = metadata.index + metadata[0].length;
  const block = raw.slice(start).match(/^(?:[ \t]+.*\r?\n)+/)?.[0] ?? '';
  const indent = block.match(/^ +(?=[A-Za-z])/)?.[0];
  if (!indent || block.includes(MEMBER_LABEL.key)) return undefined;
  const entry = `${MEMBER_LABEL.key}: ${MEMBER_LABEL.value}\n`;
  const labels = block.match(new RegExp(`^${indent}labels:(.*)\\r?\\n`, 'm'));
  if (!labels) return `${raw.slice(0, start)}${indent}labels:\n${indent}${indent}${entry}${raw.slice(start)}`;
  if (labels.index === undefined || labels[1]?.trim()) return undefined;
  const at = start + labels.index + labels[0].length;
  const next = raw.slice(at).match(/^ +/)?.[0] ?? '';
  const deeper = next.length > indent.length ? next : indent + indent;
  return `${raw.slice(0, at)}${deeper}${entry}${raw.slice(at)}`;
}
