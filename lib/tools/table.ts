/** Where a release of a tool is and how it is checked. */
export interface Release {
  url: string;
  /** A file with the SHA-256 of the download, alone or in lines of `sum  name`. */
  checksum: string;
  /** Path of the binary, or of the folder, inside the download; left out where the download is the binary. */
  member?: string;
}

/** How a tool that is no part of the system is made. */
export interface Source {
  /** The version of the Go module it is built from. */
  version: string;
  /** Folder under lib/practice/modules/ that holds its go.mod. */
  module: string;
  /** Go package to build; `.` is our own main in that folder. */
  package: string;
  ldflags: string;
  tags?: string;
  release?: (os: string, arch: string) => Release;
}

const KUBERNETES = 'v1.36.3';
const KWOK = 'v0.8.0';
const ETCD = 'v3.6.16';
const HELM = 'v3.22.0';
const ALERTMANAGER = 'v0.31.1';
const PROMETHEUS = 'v0.313.2';
const STRIP = '-s -w';

function kubernetes(name: string): Source {
  const variable = 'k8s.io/component-base/version';
  const [major, minor] = KUBERNETES.slice(1).split('.');
  return {
    version: KUBERNETES,
    module: 'kubernetes',
    package: `k8s.io/kubernetes/cmd/${name}`,
    ldflags: `${STRIP} -X ${variable}.gitVersion=${KUBERNETES} -X ${variable}.gitMajor=${major} -X ${variable}.gitMinor=${minor}`,
    release: (os, arch) => {
      const url = `https://dl.k8s.io/release/${KUBERNETES}/bin/${os}/${arch}/${name}`;
      return { url, checksum: `${url}.sha256` };
    },
  };
}

/** Its releases carry no checksum, so it is always built. */
function kwok(name: string): Source {
  const ldflags = `${STRIP} -X sigs.k8s.io/kwok/pkg/consts.Version=${KWOK}`;
  return { version: KWOK, module: 'kwok', package: `sigs.k8s.io/kwok/cmd/${name}`, ldflags };
}

function alertmanager(name: string): Source {
  const from = `github.com/prometheus/alertmanager/cmd/${name}`;
  return { version: ALERTMANAGER, module: 'alertmanager', package: from, ldflags: STRIP };
}

/** Without the service discoveries of clouds: those alone double the time it takes to build. */
function prometheus(name: string): Source {
  return {
    version: PROMETHEUS,
    module: 'prometheus',
    package: `github.com/prometheus/prometheus/cmd/${name}`,
    ldflags: STRIP,
    tags: 'remove_all_sd,enable_kubernetes_sd',
  };
}

/** The tools that we can bring ourselves: downloaded or built, and kept in the cache. */
export const SOURCES = {
  etcd: {
    version: ETCD,
    module: 'etcd',
    package: 'go.etcd.io/etcd/server/v3',
    ldflags: STRIP,
    release: (os, arch) => {
      const folder = `https://github.com/etcd-io/etcd/releases/download/${ETCD}`;
      const name = `etcd-${ETCD}-${os}-${arch}`;
      return { url: `${folder}/${name}.tar.gz`, checksum: `${folder}/SHA256SUMS`, member: `${name}/etcd` };
    },
  },
  'kube-apiserver': kubernetes('kube-apiserver'),
  'kube-controller-manager': kubernetes('kube-controller-manager'),
  'kube-scheduler': kubernetes('kube-scheduler'),
  kubectl: kubernetes('kubectl'),
  kwok: kwok('kwok'),
  kwokctl: kwok('kwokctl'),
  helm: {
    version: HELM,
    module: 'helm',
    package: 'helm.sh/helm/v3/cmd/helm',
    ldflags: `${STRIP} -X helm.sh/helm/v3/internal/version.version=${HELM}`,
    release: (os, arch) => {
      const url = `https://get.helm.sh/helm-${HELM}-${os}-${arch}.tar.gz`;
      return { url, checksum: `${url}.sha256sum`, member: `${os}-${arch}/helm` };
    },
  },
  'prometheus-operator': {
    version: 'v0.92.0',
    module: 'prometheus-operator',
    package: 'github.com/prometheus-operator/prometheus-operator/cmd/operator',
    ldflags: STRIP,
  },
  'cert-manager-controller': { version: 'v1.21.2', module: 'cert-manager', package: '.', ldflags: STRIP },
  amtool: alertmanager('amtool'),
  alertmanager: alertmanager('alertmanager'),
  promtool: prometheus('promtool'),
  prometheus: prometheus('prometheus'),
} as const satisfies Record<string, Source>;

/** Go, which builds the others: brought where the machine has none that can. */
export interface GoToolchain {
  /** Without the `go` in front. */
  version: string;
  /** The archive, and the folder in it that is GOROOT. */
  release: (os: string, arch: string) => Release;
}

/** As new as any go.mod under lib/practice/modules/ asks for. */
export const GO: GoToolchain = {
  version: '1.26.8',
  release: (os, arch) => {
    const url = `https://dl.google.com/go/go1.26.8.${os}-${arch}.tar.gz`;
    return { url, checksum: `${url}.sha256`, member: 'go' };
  },
};

/** The tools that come with a system, and the Debian package of each. */
export const PACKAGES = {
  git: 'git',
  ssh: 'openssh-client',
  'ssh-keygen': 'openssh-client',
  sshd: 'openssh-server',
  sudo: 'sudo',
  ip: 'iproute2',
  openssl: 'openssl',
  tar: 'tar',
  nsenter: 'util-linux',
  unshare: 'util-linux',
  mount: 'mount',
} as const;

export type BuiltTool = keyof typeof SOURCES;
export type SystemTool = keyof typeof PACKAGES;
export type ToolName = BuiltTool | SystemTool;

/** This machine in the words of Go and of releases: `linux`, `amd64`. */
export function thisMachine(): [os: string, arch: string] {
  return [process.platform, process.arch === 'x64' ? 'amd64' : process.arch];
}

/** What is known about a tool that we can bring; undefined for one of the system's. */
export function sourceOf(name: ToolName): Source | undefined {
  return name in SOURCES ? SOURCES[name as BuiltTool] : undefined;
}
