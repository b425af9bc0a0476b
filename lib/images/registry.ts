const DOCKER_HUB = 'docker.io';
/** What else Docker Hub is called. */
const ALSO_DOCKER_HUB = ['index.docker.io', 'registry-1.docker.io'];

/** Whether a name begins with a registry's host; without one, everybody who pulls takes it for a path on Docker Hub. */
export function namesHost(name: string): boolean {
  const [first = ''] = name.split('/');
  return first === 'localhost' || /[.:]/.test(first);
}

/** A registry, or a folder of one, by the host's usual name: Docker Hub has several. */
export function onRegistry(prefix: string): string {
  const [host = '', ...path] = prefix.split('/');
  return [ALSO_DOCKER_HUB.includes(host) ? DOCKER_HUB : host, ...path].join('/');
}

/** An image's whole name, with the registry that a container runtime would add: `docker.io/grafana/grafana:13.0.2`. */
export function qualified(image: string): string {
  if (!image.includes('/') || !namesHost(image)) return onDockerHub(image);
  const named = onRegistry(image);
  return named.startsWith(`${DOCKER_HUB}/`) ? onDockerHub(named.slice(DOCKER_HUB.length + 1)) : named;
}

function onDockerHub(path: string): string {
  return `${DOCKER_HUB}/${path.includes('/') ? '' : 'library/'}${path}`;
}
