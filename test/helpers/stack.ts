import { existsSync } from 'node:fs';
import * as v from 'valibot';
import { type AnswersFile, answersSchema } from '../../lib/answers/schema.ts';
import type { ClusterFacts } from '../../lib/facts.ts';
import { NO_CLUSTER } from '../../lib/images/stand-in.ts';
import { loadStack } from '../../lib/stack/load.ts';
import type { Stack } from '../../lib/stack.ts';
import type { Input } from '../../lib/step.ts';

/** The miniature stack, which is always there, and the real ones, which are tested against where they are. */
export const MINIATURE = 'test/stack';
export const REAL = ['../shared/kube-prometheus/0.16', '../shared/kube-prometheus/0.18'];
export const PRESENT = [MINIATURE, ...REAL.filter((folder) => existsSync(folder))];

/** A stack without cert-manager/ and preliminary/, as kube-prometheus is. */
export async function bareStack(): Promise<Stack> {
  return { ...(await loadStack(MINIATURE)), certManager: [], preliminary: [] };
}

/** What a step gets, from a stack and answers as a person writes them. */
export function inputOf(stack: Stack, answers: AnswersFile = {}, cluster: Partial<ClusterFacts> = {}): Input {
  return { stack, answers: v.parse(answersSchema, answers), facts: { cluster: { ...CLUSTER, ...cluster } } };
}

const CLUSTER: ClusterFacts = {
  ...NO_CLUSTER,
  context: 'test',
  server: 'https://127.0.0.1:6443',
  uid: '00000000-0000-0000-0000-000000000000',
  version: 'v1.36.3',
};
