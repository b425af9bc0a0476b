import type { Answers } from '../answers/schema.ts';
import { EXIT, RunbookError } from '../errors.ts';
import { kubectlLine, type Named } from '../kubernetes/kubectl-line.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { NAMESPACE, reference } from '../manifests/namespace.ts';
import type { Step } from '../step.ts';
import { unlessForbidden } from '../survey/forbidden.ts';
import { type Text, text } from '../text.ts';

/** The only types that the kubelet pulls images with; it passes over any other in silence. */
const TYPES = ['kubernetes.io/dockerconfigjson', 'kubernetes.io/dockercfg'];

/** Steps by which nothing comes that needs an image; the Secret can only be made after them. */
const WITHOUT_PODS = ['stack', 'namespace'];

/** Reads an object; undefined where it isn't there. */
type Get = (object: KubeObject) => Promise<KubeObject | undefined>;

/**
 * Checks that the answers' pull secrets are there and of use: without them no pod starts, and only its events say why.
 * What may not be read is taken as it is.
 * @throws RunbookError (exit 3) that lists all that are wrong.
 */
export async function requirePullSecrets(
  { images }: Pick<Answers, 'images'>,
  planned: ReadonlySet<Pick<Step, 'name'>>,
  cluster: Named,
  get: Get,
): Promise<void> {
  const { pullSecrets } = images;
  if ([...planned].every(({ name }) => WITHOUT_PODS.includes(name))) return;
  const problems = await Promise.all(pullSecrets.map((name) => problemOf(name, get)));
  const wrong = pullSecrets.filter((_, i) => problems[i]);
  if (wrong.length === 0) return;
  throw new RunbookError({
    exit: EXIT.preflight,
    section: '5.3',
    doing: text('Check the Secrets that images are pulled with', '이미지 pull secret 확인'),
    causes: problems.flatMap((problem) => problem ?? []),
    hint: howToMake(wrong, cluster),
  });
}

async function problemOf(name: string, get: Get): Promise<Text | undefined> {
  const hidden: true[] = [];
  const live = await unlessForbidden(
    () => get(reference('v1', 'Secret', name)),
    () => hidden.push(true),
  );
  if (hidden.length > 0) return undefined;
  const where = `images.pullSecrets: Secret ${NAMESPACE}/${name}`;
  if (!live) return text(`${where} is not in the cluster`, `${where}이(가) 클러스터에 없습니다`);
  if (TYPES.includes(String(live.type))) return undefined;
  return text(
    `${where} is of type ${live.type}; images are pulled only with one of type ${TYPES[0]}`,
    `${where}의 유형이 ${live.type}입니다. ${TYPES[0]} 유형만 이미지를 가져올 때 쓸 수 있습니다`,
  );
}

function howToMake(names: readonly string[], cluster: Named): Text {
  const how = [`--type=${TYPES[0]}`, '--from-file=.dockerconfigjson=FILE'];
  const commands = names
    .map((name) => kubectlLine(cluster, '-n', NAMESPACE, 'create', 'secret', 'generic', name, ...how))
    .join(' && ');
  return text(
    `Nothing was changed. Make it (the namespace first, where it is missing: --only namespace): ${commands}`,
    `변경된 것은 없습니다. 먼저 만드십시오(네임스페이스가 없으면 --only namespace부터): ${commands}`,
  );
}
