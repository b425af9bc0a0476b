import type { Answers } from '../answers/schema.ts';
import { listSecretRefs, type SecretUse } from '../answers/secret-refs.ts';
import { resolve } from '../desired.ts';
import { ETCD_SECRET } from '../etcd/secret-keys.ts';
import type { Facts } from '../facts.ts';
import { requirePullSecrets } from '../images/pull-secrets.ts';
import { withOverlays } from '../overlays/apply.ts';
import type { Plan } from '../plan/change.ts';
import { planSteps } from '../plan/steps.ts';
import { select } from '../selection.ts';
import { bringStack } from '../stack/source.ts';
import type { Input, Step } from '../step.ts';
import { splitPlan } from './earlier.ts';
import { preflight } from './preflight.ts';
import { readHosts } from './read-hosts.ts';
import type { Session } from './session.ts';

/** All that applying needs, decided and planned; nothing has been written yet. */
export interface Prepared {
  input: Input;
  /** The steps that this run carries out. */
  plan: Plan;
}

/**
 * Brings the stack, reads the masters' certificates, and plans the chosen steps.
 * @throws RunbookError (exit 3) when something that the run needs isn't there.
 */
export async function prepare(
  session: Session,
  steps: readonly Step[],
  answers: Answers,
  facts: Facts,
): Promise<Prepared> {
  const { client, git, kustomize, ports, options, secrets } = session;
  const chosen = new Set(select(steps, options));
  // Resuming proves that what stands before still holds, and for that it is planned as well.
  const earlier =
    options.from === undefined
      ? []
      : steps.slice(
          0,
          steps.findIndex((step) => chosen.has(step)),
        );
  const planned = new Set([...earlier, ...chosen]);
  await secrets.requireAll([...listSecretRefs(answers), ...ofCertificate(answers)]);
  await requirePullSecrets(answers, planned, facts.cluster, client.get);
  const stack = await bringStack(answers, facts.cluster.version, git);
  const input = { stack, answers, facts: await withHosts(session, answers, facts, planned) };
  preflight(session.output, input, planned);
  const resolved = resolve(steps, planned, input);
  const whole = () => resolve(steps, new Set(steps), input);
  const overlaid = await withOverlays(kustomize, answers.overlays, resolved, whole);
  session.output.note(...overlaid.told);
  const plan = await planSteps({ client, ports, cluster: facts.cluster }, overlaid.resolved, input);
  return { input, plan: splitPlan(plan, chosen) };
}

// A certificate that somebody else keeps has to be there before an Ingress names it.
function ofCertificate({ grafana: { certificate } }: Answers): SecretUse[] {
  if (certificate.source !== 'secret') return [];
  const use = (key: string) => ({ path: 'grafana.certificate.name', ref: { secret: certificate.name, key } });
  return [use('tls.crt'), use('tls.key')];
}

/** Steps that need to know which certificate the masters hold; edits of every object need it for etcd's. */
const NEED_HOSTS = ['etcd-certs', 'etcd-metrics'];

function needsHosts({ name, everywhere }: Step): boolean {
  return everywhere !== undefined || NEED_HOSTS.includes(name);
}

async function withHosts(
  session: Session,
  { etcd, overlays }: Answers,
  facts: Facts,
  planned: ReadonlySet<Step>,
): Promise<Facts> {
  // Overlays see every object, so that a patch finds its own in a part of a run too.
  const needed = overlays.length > 0 || [...planned].some(needsHosts);
  if (!etcd || !needed) return facts;
  const { source, name = ETCD_SECRET } = etcd.certificates;
  if (source === 'none') return facts;
  if (source === 'secret') return { ...facts, hosts: { etcdSecretKeys: await session.secretKeys(name) } };
  return { ...facts, hosts: await readHosts(session, etcd, facts) };
}
