/** etcd's version as its metrics tell it. */
export function versionIn(metrics: string): string | undefined {
  return /^etcd_server_version\{[^}]*server_version="([^"]+)"[^}]*\} 1$/m.exec(metrics)?.[1];
}

/** Whether the member leads its cluster; undefined when its metrics don't say. */
export function isLeader(metrics: string): boolean | undefined {
  const value = /^etcd_server_is_leader (\d+)$/m.exec(metrics)?.[1];
  return value === undefined ? undefined : value === '1';
}

/** Whether the body of /health says that the member is healthy. */
export function isHealthy(body: string | undefined): boolean {
  return body !== undefined && /"health"\s*:\s*"?true"?/.test(body);
}

/** Whether these are the metrics of an etcd, or the beginning of them. */
export function isEtcd(metrics: string): boolean {
  return /^# HELP etcd_/m.test(metrics);
}
