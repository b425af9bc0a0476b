import type { AnswersFile } from '../answers/schema.ts';
import { createSecretReader, type Secrets } from '../answers/secret-reader.ts';
import { listSecretRefs, variablesOf } from '../answers/secret-refs.ts';
import { createMasters } from '../certificates/masters.ts';
import type { Interrupts } from '../command/interrupts.ts';
import type { Options } from '../command/options.ts';
import { createHelm } from '../helm/helm.ts';
import { type Client, createClient } from '../kubernetes/client.ts';
import { pinContext } from '../kubernetes/context.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { type Connection, startProxy } from '../kubernetes/proxy.ts';
import { NAMESPACE, reference } from '../manifests/namespace.ts';
import type { Output } from '../output/output.ts';
import { teller } from '../output/tell.ts';
import { createKustomize, type Kustomize } from '../overlays/kustomize.ts';
import type { Ports } from '../ports.ts';
import { withholdFrom } from '../process/withheld.ts';
import { createGit, type Git } from '../stack/git.ts';
import { unlessForbidden } from '../survey/forbidden.ts';
import { lookFor } from '../tools/look.ts';
import { cacheFolder } from '../tools/search.ts';
import type { SystemTool } from '../tools/table.ts';
import { askPassphrase } from './ask-passphrase.ts';
import { askPassword } from './ask-password.ts';
import { confirmHost } from './confirm-host.ts';
import { createToolbox } from './toolbox.ts';

/** A command's ways to the outside, open until it ends. */
export interface Session {
  options: Options;
  output: Output;
  interrupts: Interrupts;
  /** Whether a person is there to be asked. */
  interactive: boolean;
  connection: Connection;
  client: Client;
  git: Git;
  kustomize: Kustomize;
  secrets: Secrets;
  /** The names of the keys of a Secret in monitoring, not their values. */
  secretKeys(name: string): Promise<string[]>;
  ports: Ports;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Connects to the cluster. The variables that the answers name as secrets stay with this process from here on.
 * @throws RunbookError when kubectl or the cluster can't be had.
 */
export async function openSession(
  options: Options,
  output: Output,
  interrupts: Interrupts,
  answers?: AnswersFile,
): Promise<Session> {
  const { kubeconfig, context } = options;
  const { hide } = output.scrubber;
  const env = { ...process.env };
  const withheld = withholdFrom(process.env);
  if (answers) withheld.take(variablesOf(listSecretRefs(answers)));
  const tool = createToolbox(output);
  const kubectl = await tool('kubectl');
  const given = { kubectl, ...(kubeconfig && { kubeconfig }), ...(context && { context }) };
  const connection = await pinContext(given);
  const interactive = isInteractive(options);
  const cache = cacheFolder(process.env);
  const proxy = await startProxy(connection);
  const client = createClient(proxy.socket);
  const secrets = createSecretReader({
    env,
    hasKey: async (secret, key) => (await keysOf(client, secret)).includes(key),
    hide,
    withhold: withheld.take,
  });
  const tools = { ssh: systemTool('ssh'), sshKeygen: systemTool('ssh-keygen') };
  const masters = createMasters({ secrets, tools, ...(interactive && asking(output)) });
  return {
    options,
    output,
    interrupts,
    interactive,
    connection,
    client,
    git: createGit(() => tool('git'), cache),
    kustomize: createKustomize(() => tool('kubectl')),
    secrets,
    secretKeys: (name) => keysOf(client, name),
    ports: {
      secrets,
      masters,
      helm: createHelm({
        helm: () => tool('helm'),
        exists: (object) => exists(client, object),
        connection,
        namespace: NAMESPACE,
        cache,
      }),
      tell: teller(output),
      hide,
    },
    [Symbol.asyncDispose]: async () => {
      await client.close();
      await proxy.close();
      withheld[Symbol.dispose]();
    },
  };
}

/** What a person is asked on the way to a master. */
function asking({ lang, scrubber }: Output) {
  const hidden =
    <A extends unknown[]>(ask: (...about: A) => Promise<string | undefined>) =>
    async (...about: A) => {
      const typed = await ask(...about);
      if (typed) scrubber.hide(typed);
      return typed;
    };
  return {
    confirmHost: confirmHost(lang),
    askPassphrase: hidden(askPassphrase(lang)),
    askPassword: hidden(askPassword(lang)),
  };
}

// Whether it is there at all matters only to a run that reads a master.
function systemTool(name: SystemTool): string {
  return lookFor(name)?.path ?? name;
}

/** What may not be read counts as there: nothing tells that it is missing. */
async function exists(client: Client, object: KubeObject): Promise<boolean> {
  const found = await unlessForbidden(() => client.getMetadata(object).then(Boolean));
  return found ?? true;
}

/** With --answers or without a terminal on stdin it never asks (DESIGN 5). */
function isInteractive({ answers, output }: Options): boolean {
  return process.stdin.isTTY === true && answers.length === 0 && output === 'text';
}

/** The names of a Secret's keys; none when it isn't there. */
async function keysOf(client: Client, name: string): Promise<string[]> {
  const live = await client.get(reference('v1', 'Secret', name));
  return Object.keys((live?.data as Record<string, string> | undefined) ?? {});
}
