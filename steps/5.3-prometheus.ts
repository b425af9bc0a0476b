import type { Manifest } from '../lib/kubernetes/object.ts';
import { asList, fieldAt } from '../lib/manifests/field.ts';
import { replaceManifest } from '../lib/manifests/find.ts';
import { withValue } from '../lib/manifests/value.ts';
import { withScrapeInterval } from '../lib/prometheus/datasource.ts';
import { withRoomToDrain } from '../lib/prometheus/disruption-budget.ts';
import { PROMETHEUS } from '../lib/prometheus/names.ts';
import { needlessRights, scrapeRights } from '../lib/prometheus/namespaces.ts';
import { withRemoteWrites } from '../lib/prometheus/remote-write.ts';
import { remoteWriteNotes } from '../lib/prometheus/remote-write-notes.ts';
import { needlessSecrets, remoteWriteSecrets } from '../lib/prometheus/remote-write-secrets.ts';
import { scrapedEvery } from '../lib/prometheus/scrape-interval.ts';
import { shaped } from '../lib/prometheus/shape.ts';
import { prometheusNotes, prometheusSummary } from '../lib/prometheus/shape-notes.ts';
import type { Input, Step } from '../lib/step.ts';
import { text } from '../lib/text.ts';

const REMOTE_WRITE = ['spec', 'remoteWrite'];

/** Section 5.3: Prometheus' replicas, resources, scrape interval, remote write, and the namespaces it may look into. */
export const prometheus: Step = {
  name: 'prometheus',
  section: '5.3',
  title: text('Shape Prometheus', 'Prometheus 구성 조정'),
  leftOut({ answers }) {
    if (Object.values(answers.prometheus).some((answer) => answer !== undefined)) return undefined;
    return text('the answers say nothing of it (prometheus)', '답변에 prometheus 항목이 없습니다');
  },
  customise,
  everywhere(
    object,
    {
      answers: {
        prometheus: { scrapeInterval },
      },
    },
  ) {
    return scrapeInterval === undefined ? object : scrapedEvery(object, scrapeInterval);
  },
  desired({ answers }, manifests) {
    const { namespaces, remoteWrite = [] } = answers.prometheus;
    return [...scrapeRights(namespaces, manifests).map((object) => ({ object })), ...remoteWriteSecrets(remoteWrite)];
  },
  obsolete({ answers, facts, stack }) {
    const { namespaces, remoteWrite = [] } = answers.prometheus;
    return [
      ...needlessRights(namespaces, facts.cluster, stack.manifests),
      ...needlessSecrets(remoteWrite, facts.cluster),
    ];
  },
  notes: (input) => [...prometheusNotes(input), ...remoteWriteNotes(input)],
  summary: prometheusSummary,
};

function customise(manifests: readonly Manifest[], { answers }: Input): Manifest[] {
  const { replicas, resources, scrapeInterval, remoteWrite = [] } = answers.prometheus;
  const isShaped = replicas !== undefined || resources !== undefined || scrapeInterval !== undefined;
  const inShape = isShaped
    ? replaceManifest(manifests, 'Prometheus', PROMETHEUS, (manifest) => shaped(manifest, answers.prometheus))
    : [...manifests];
  const sending =
    remoteWrite.length === 0
      ? inShape
      : replaceManifest(inShape, 'Prometheus', PROMETHEUS, (manifest) => {
          const old = asList(fieldAt(manifest.object, ...REMOTE_WRITE));
          return withValue(manifest, REMOTE_WRITE, withRemoteWrites(old, remoteWrite));
        });
  const drainable = replicas === undefined ? sending : withRoomToDrain(sending, replicas);
  return scrapeInterval === undefined ? drainable : withScrapeInterval(drainable, scrapeInterval);
}
