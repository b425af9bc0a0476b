import { Document, isAlias, LineCounter, parseDocument, visit } from 'yaml';
import { NO_ANCHOR, TOO_MUCH, yamlWords } from '../answers/yaml-problems.ts';
import { EXIT, RunbookError } from '../errors.ts';
import type { JsonMap, KubeObject } from '../kubernetes/object.ts';
import { asMap } from '../manifests/field.ts';
import { decoded, encoded } from '../manifests/secret-data.ts';
import { type Text, text } from '../text.ts';

/** Name of the file in the Secret of section 5.3. */
export const CONFIG_KEY = 'alertmanager.yaml';

/** Alertmanager's configuration, as it is written and as it is meant. */
export interface ConfigFile {
  document: Document;
  config: JsonMap;
}

const ADDING = text(`Adding receivers to ${CONFIG_KEY}`, `${CONFIG_KEY}에 수신자 추가`);

/**
 * Reads Alertmanager's configuration; `doing` is what for, as an error tells it.
 * @throws RunbookError (exit 3) with the line and the kind of fault; no word of the file, which may hold passwords.
 */
export function parseConfig(yaml: string, doing: Text = ADDING): ConfigFile {
  const lineCounter = new LineCounter();
  // Alertmanager's own reader knows merge keys (<<).
  const document = parseDocument(yaml, { prettyErrors: false, lineCounter, merge: true });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    const { en, ko } = yamlWords(error);
    throw unusable([text(`line ${line}, column ${col}: ${en}`, `${line}행 ${col}열: ${ko}`)], CORRECT_IT, doing);
  }
  const config = asMap(bare(document, doing));
  // An edit may take away what an alias stands for; such a file is written out in full, without its comments.
  return { document: hasAlias(document) ? new Document(config, { aliasDuplicateObjects: false }) : document, config };
}

function hasAlias(document: Document): boolean {
  let found = false;
  visit(document, (_, node) => {
    found ||= isAlias(node);
  });
  return found;
}

/** The same as plain data; undefined for a configuration that can't be read, where its edit will say why. */
export function readableConfig(yaml: string): JsonMap | undefined {
  try {
    return parseConfig(yaml).config;
  } catch {
    return undefined;
  }
}

/** The configuration in the Secret, in plain text or in base64; undefined when it holds none. */
export function configIn(secret: KubeObject): string | undefined {
  const { [CONFIG_KEY]: plain } = asMap(secret.stringData);
  const { [CONFIG_KEY]: inData } = asMap(secret.data);
  if (typeof plain === 'string') return plain;
  return typeof inData === 'string' ? decoded(inData) : undefined;
}

/** The Secret with the configuration in it edited, written as it was: in plain text or in base64. */
export function editConfig(secret: KubeObject, edit: (yaml: string) => string): KubeObject {
  const yaml = configIn(secret);
  if (yaml === undefined) {
    throw unusable([text(`the Secret has no ${CONFIG_KEY}`, `Secret에 ${CONFIG_KEY}이(가) 없습니다`)]);
  }
  const plain = asMap(secret.stringData);
  if (typeof plain[CONFIG_KEY] === 'string') {
    return { ...secret, stringData: { ...plain, [CONFIG_KEY]: edit(yaml) } };
  }
  return { ...secret, data: { ...asMap(secret.data), [CONFIG_KEY]: encoded(edit(yaml)) } };
}

/** The error for a configuration of the stack that can't be used; nothing was changed yet. */
export function unusable(causes: readonly Text[], hint: Text = CORRECT_IT, doing: Text = ADDING): RunbookError {
  return new RunbookError({ exit: EXIT.preflight, section: '5.3', doing, causes, hint });
}

const CORRECT_IT = text(
  'put it right in alertmanager-secret.yaml of the stack',
  '스택의 alertmanager-secret.yaml을 고치십시오',
);

// The reader's own words name the alias, which may be part of a password that should have stood in quotes.
function bare(document: Document, doing: Text): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw unusable([String(error).includes('Unresolved alias') ? NO_ANCHOR : TOO_MUCH], CORRECT_IT, doing);
  }
}
