import { test } from 'uvu';
import { findTool } from '../../lib/tools/find.ts';
import { etcdRuleTests } from '../helpers/cases/etcd-rules.ts';
import { exporterRuleTests } from '../helpers/cases/exporter-rules.ts';
import { proxyTests } from '../helpers/cases/proxied.ts';
import { routeTests } from '../helpers/cases/routes.ts';

await findTool('amtool');
await findTool('promtool');

routeTests();
proxyTests();
etcdRuleTests();
exporterRuleTests();

test.run();
