import { isMap, isSeq, parseDocument } from 'yaml';
import { configChecksum } from '../grafana/checksum.ts';
import type { JsonMap, KubeObject, Manifest } from '../kubernetes/object.ts';
import { asMap, withField } from '../manifests/field.ts';
import { findManifest, replaceObject } from '../manifests/find.ts';
import { decoded, encoded } from '../manifests/secret-data.ts';

const SECRET = 'grafana-datasources';
const CHECKSUM = ['spec', 'template', 'metadata', 'annotations', 'checksum/grafana-datasources'];

/**
 * Tells Grafana how often Prometheus scrapes: it takes 15 s otherwise, and with a longer interval `$__rate_interval`
 * becomes too short to hold two samples, so that panels stay empty. Grafana reads the file at its start only, hence the
 * checksum in its pods' template.
 */
export function withScrapeInterval(manifests: readonly Manifest[], interval: string): Manifest[] {
  const secret = findManifest(manifests, 'Secret', SECRET);
  const edited = secret && withTimeInterval(secret.object, interval);
  if (!edited || edited === secret.object) return [...manifests];
  const configured = replaceObject(manifests, 'Secret', SECRET, () => edited);
  if (!findManifest(configured, 'Deployment', 'grafana')) return configured;
  return replaceObject(configured, 'Deployment', 'grafana', (deployment) =>
    withField(deployment, CHECKSUM, configChecksum(edited)),
  );
}

function withTimeInterval(secret: KubeObject, interval: string): KubeObject {
  const plain = editAll(asMap(secret.stringData), (file) => editFile(file, interval));
  const inData = editAll(asMap(secret.data), (file) => {
    const edited = editFile(decoded(file), interval);
    return edited === undefined ? undefined : encoded(edited);
  });
  if (!plain && !inData) return secret;
  return { ...secret, ...(plain && { stringData: plain }), ...(inData && { data: inData }) };
}

/** The files with those edited that the edit has a new text for; undefined when it has none. */
function editAll(files: JsonMap, edit: (file: string) => string | undefined): JsonMap | undefined {
  const edited = Object.entries(files).flatMap(([name, file]) => {
    const after = typeof file === 'string' ? edit(file) : undefined;
    return after === undefined ? [] : [[name, after] as const];
  });
  return edited.length > 0 ? { ...files, ...Object.fromEntries(edited) } : undefined;
}

function editFile(file: string, interval: string): string | undefined {
  const document = parseDocument(file, { prettyErrors: false });
  const sources = document.errors.length > 0 ? undefined : document.get('datasources');
  if (!isSeq(sources)) return undefined;
  const ours = sources.items.filter(isMap).filter((source) => isOurPrometheus(asMap(source.toJSON())));
  const old = ours.filter((source) => source.getIn(['jsonData', 'timeInterval']) !== interval);
  if (old.length === 0) return undefined;
  for (const source of old) {
    if (!isMap(source.get('jsonData'))) source.set('jsonData', document.createNode({}));
    source.setIn(['jsonData', 'timeInterval'], interval);
    // With a number, Grafana takes the file only where its database still has an older one.
    source.delete('version');
  }
  // The stack's file is JSON, and stays it.
  const quoted = file.trimStart().startsWith('{') ? 'QUOTE_DOUBLE' : 'PLAIN';
  return document.toString({ lineWidth: 0, defaultStringType: quoted, defaultKeyType: quoted });
}

function isOurPrometheus({ type, url }: JsonMap): boolean {
  return type === 'prometheus' && typeof url === 'string' && /^https?:\/\/prometheus-k8s[.:/]/.test(url);
}
