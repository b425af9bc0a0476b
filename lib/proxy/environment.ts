import type { WayOut } from './way-out.ts';

/** The variables by which a program such as prometheus-msteams is told of the proxy. */
export function proxyEnvironment({ https, http, direct }: WayOut): Record<string, string> {
  return {
    ...(https !== undefined && { HTTPS_PROXY: https }),
    ...(http !== undefined && { HTTP_PROXY: http }),
    NO_PROXY: direct.join(','),
  };
}
