#!/bin/sh
# air-gap.sh CHECKOUT BUNDLE WORK: as the first process of new network, mount and process namespaces, brings the
# practice plane of a checkout up and installs on it with an unpacked bundle. The plane ends with the namespaces.
set -eu
checkout=$1 bundle=$2 work=$3
ip link set lo up
# What a plane outside of here holds stays untouched.
mount -t sysfs sysfs /sys
mount -t tmpfs tmpfs /run
for folder in /tmp/hostpath_pv "$checkout/.practice"; do
  mkdir -p "$folder"
  mount -t tmpfs -o mode=755 tmpfs "$folder"
done
echo "routes: $(ip route show default)"

cd "$checkout"
node_modules/.bin/node runbook/practice.mts up
echo "up: 0"

# Of this machine: the system's own tools, no cache, no Node, no helm.
clean() {
  env -i HOME="$work/home" XDG_CACHE_HOME="$work/cache" PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "$@"
}
mkdir -p "$work/home"
cd "$work"
for command in 'install --yes' plan; do
  code=0
  # shellcheck disable=SC2086
  clean "$bundle/runbook" $command --answers "$checkout/configs/answers/practice.yaml" \
    --kubeconfig "$checkout/.practice/kubeconfig" || code=$?
  echo "$command: $code"
done
