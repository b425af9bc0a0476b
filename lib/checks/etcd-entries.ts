import type { KubeObject } from '../kubernetes/object.ts';
import { asList, asMap, fieldAt } from '../manifests/field.ts';

/** Entries of a Secret by which a ServiceMonitor gives Prometheus its certificate. */
export interface NamedEntries {
  /** Name of the ServiceMonitor. */
  monitor: string;
  ca?: string;
  certificate?: string;
  key?: string;
}

/** Which entries of a Secret ServiceMonitors name, by reference or as files of where Prometheus has it mounted. */
export function entriesNamed(monitors: readonly KubeObject[], secret: string): NamedEntries[] {
  return monitors.flatMap((monitor) =>
    asList(fieldAt(monitor, 'spec', 'endpoints')).flatMap((endpoint) => {
      const { ca, cert, keySecret, caFile, certFile, keyFile } = asMap(asMap(endpoint).tlsConfig);
      const entries = {
        ca: referred(asMap(ca).secret, secret) ?? mounted(caFile, secret),
        certificate: referred(asMap(cert).secret, secret) ?? mounted(certFile, secret),
        key: referred(keySecret, secret) ?? mounted(keyFile, secret),
      };
      const known = Object.entries(entries).filter(([, name]) => name !== undefined);
      return known.length > 0 ? [{ monitor: monitor.metadata.name, ...Object.fromEntries(known) }] : [];
    }),
  );
}

function referred(selector: unknown, secret: string): string | undefined {
  const { name, key } = asMap(selector);
  return name === secret && typeof key === 'string' ? key : undefined;
}

function mounted(file: unknown, secret: string): string | undefined {
  const folder = `/etc/prometheus/secrets/${secret}/`;
  return typeof file === 'string' && file.startsWith(folder) ? file.slice(folder.length) : undefined;
}
