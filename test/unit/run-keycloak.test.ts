import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { keycloakFindings } from '../../lib/run/keycloak.ts';
import type { Session } from '../../lib/run/session.ts';
import { filePorts } from '../helpers/ports.ts';
import { bareStack, inputOf } from '../helpers/stack.ts';
import { stillCluster } from '../helpers/still-cluster.ts';

test('what install looks at after all is done asks for no helm', async () => {
  const before = process.env.TKS_HELM;
  process.env.TKS_HELM = '/nowhere/helm';
  try {
    const session = { client: stillCluster([]), ports: filePorts() } as unknown as Session;
    assert.equal(await keycloakFindings(inputOf(await bareStack()), session), []);
  } finally {
    if (before === undefined) delete process.env.TKS_HELM;
    else process.env.TKS_HELM = before;
  }
});

test.run();
