import { replaceManifest } from '../lib/manifests/find.ts';
import { ALERTMANAGER, PROMETHEUS } from '../lib/prometheus/names.ts';
import { retain } from '../lib/prometheus/retention.ts';
import { withAnsweredVolume } from '../lib/prometheus/volume.ts';
import type { Step } from '../lib/step.ts';
import { operatedNotes } from '../lib/storage/notes.ts';
import { smallestLive } from '../lib/storage/volumes.ts';
import { text } from '../lib/text.ts';

/** Section 5.3: volumes of Prometheus and Alertmanager, and how much Prometheus keeps on its own. */
export const storage: Step = {
  name: 'storage',
  section: '5.3',
  title: text('Set storage of Prometheus and Alertmanager', 'Prometheus와 Alertmanager 스토리지 설정'),
  customise(manifests, input) {
    const { prometheus } = input.answers.storage;
    const withPrometheus = replaceManifest(manifests, 'Prometheus', PROMETHEUS, (manifest) =>
      retain(withAnsweredVolume(manifest, 'prometheus', input), prometheus, smallestLive(input)),
    );
    return replaceManifest(withPrometheus, 'Alertmanager', ALERTMANAGER, (manifest) =>
      withAnsweredVolume(manifest, 'alertmanager', input),
    );
  },
  notes: operatedNotes,
};
