import type { KubeObject, Manifest } from '../kubernetes/object.ts';
import { fieldAt } from '../manifests/field.ts';
import { findManifest } from '../manifests/find.ts';
import { PROMETHEUS } from '../prometheus/names.ts';
import type { Input } from '../step.ts';
import { withoutDownAlert } from './alerts.ts';
import { COMPONENT_NAMES, COMPONENTS, type Component } from './components.ts';
import { monitorOf, monitors } from './monitors.ts';
import { scrapingOf } from './scraping.ts';
import { bareService, componentService } from './service.ts';

/**
 * The manifests without monitors that find nothing, and without alerts that would fire for ever because of it. Where
 * nobody may look they stay: to whoever may look they may well find something.
 */
export function withoutUnscraped(manifests: readonly Manifest[], input: Input): Manifest[] {
  const edited = unscraped(input).reduce<readonly Manifest[]>((all, component) => {
    const others = all.filter(({ object }) => !monitors(object, component));
    return withoutDownAlert(others, component, COMPONENTS[component].alert);
  }, manifests);
  const proxy = monitorOf(manifests, 'kube-proxy') !== undefined || scrapesElsewhere(manifests);
  return proxy ? [...edited] : withoutDownAlert(edited, 'kube-proxy', 'KubeProxyDown');
}

/** The Services of ours in kube-system. */
export function controlPlaneServices(input: Input): KubeObject[] {
  return COMPONENT_NAMES.flatMap((component) => {
    const scraping = scrapingOf(input, component);
    return scraping.by === 'us' ? [componentService(component, scraping.wants, scraping.pods)] : [];
  });
}

/** What an earlier run may have made of what is left out now. Where nobody may look, what is there stays. */
export function staleControlPlane(input: Input): KubeObject[] {
  const { manifests } = input.stack;
  return COMPONENT_NAMES.flatMap((component) => {
    const scraping = scrapingOf(input, component);
    if (scraping.by === 'us' || (scraping.by === 'nobody' && scraping.why.how === 'unknown')) return [];
    if (scraping.by !== 'nobody') return [bareService(component)];
    return [
      bareService(component),
      ...manifests.map(({ object }) => object).filter((each) => monitors(each, component)),
    ];
  });
}

function unscraped(input: Input): Component[] {
  return COMPONENT_NAMES.filter((component) => {
    const scraping = scrapingOf(input, component);
    if (scraping.by !== 'nobody' || scraping.why.how === 'unknown') return false;
    return scraping.why.how !== 'unmonitored' || !scrapesElsewhere(input.stack.manifests);
  });
}

/** Whether Prometheus has scrape configurations beside the monitors, so that what they bring can't be told. */
function scrapesElsewhere(manifests: readonly Manifest[]): boolean {
  const prometheus = findManifest(manifests, 'Prometheus', PROMETHEUS)?.object;
  const additional = fieldAt(prometheus, 'spec', 'additionalScrapeConfigs') !== undefined;
  return additional || manifests.some(({ object }) => object.kind === 'ScrapeConfig');
}
