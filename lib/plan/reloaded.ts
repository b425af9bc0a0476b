/** Selectors of what a Prometheus or Alertmanager reads; its nodeSelector isn't one, that moves its pods. */
const SELECTOR = /^(serviceMonitor|podMonitor|probe|scrapeConfig|rule|alertmanagerConfig)(Namespace)?Selector$/;

/** Other fields that the operator turns into configuration. Those that become flags (`rules`, retention) aren't here. */
const CONFIGURATION = new Set([
  'additionalAlertManagerConfigs',
  'additionalAlertRelabelConfigs',
  'additionalScrapeConfigs',
  'alerting',
  'alertmanagerConfigMatcherStrategy',
  'alertmanagerConfiguration',
  'arbitraryFSAccessThroughSMs',
  'evaluationInterval',
  'externalLabels',
  'remoteRead',
  'remoteWrite',
  'ruleQueryOffset',
  'scrapeClasses',
  'scrapeInterval',
  'scrapeTimeout',
  'serviceDiscoveryRole',
]);

/**
 * Whether a Prometheus or Alertmanager takes a change of this field of its spec without a restart. More or fewer of
 * Prometheus leave the others alone; each Alertmanager is told of all its peers at its start.
 */
export function isReloaded(kind: string, field: string): boolean {
  return SELECTOR.test(field) || CONFIGURATION.has(field) || (kind === 'Prometheus' && field === 'replicas');
}
