import { homedir } from 'node:os';
import { checkAnswers } from '../answers/check.ts';
import { checkCluster } from '../answers/check-cluster.ts';
import { checkEtcdSource } from '../answers/check-etcd.ts';
import { withFactDefaults } from '../answers/fact-defaults.ts';
import { loadAnswers } from '../answers/load.ts';
import { answersError } from '../answers/problem.ts';
import type { Answers, AnswersFile } from '../answers/schema.ts';
import { parseAnswers } from '../answers/validate.ts';
import type { Options } from '../command/options.ts';
import type { Facts } from '../facts.ts';
import { askMissing } from '../questions/ask.ts';
import { missingAnswers, missingError } from '../questions/missing.ts';
import { createPrompts } from '../questions/prompts.ts';
import { seePlainMetrics } from './read-hosts.ts';
import type { Session } from './session.ts';

/** What the operator decided, as written and with every default filled in. */
export interface Decision {
  file: AnswersFile;
  answers: Answers;
}

/** The answers of the files and flags. @throws RunbookError (exit 2) that lists everything that is wrong */
export function givenAnswers({ answers, set }: Options): AnswersFile {
  return loadAnswers({ files: answers, sets: set, cwd: process.cwd() });
}

/**
 * The answers: from files and flags, asked where they are missing and a person is there, checked against the cluster.
 * @throws RunbookError that lists every missing or wrong answer at once.
 */
export async function decide(session: Session, given: AnswersFile, facts: Facts): Promise<Decision> {
  const { output, secrets, interactive } = session;
  checkCluster(parseAnswers(given), facts);
  checkEtcdSource(given, facts, interactive);
  const file = interactive
    ? await askMissing(given, await withPlainMetrics(given, facts), {
        ask: createPrompts(output.lang),
        cwd: process.cwd(),
        home: homedir(),
        keep: secrets.keep,
        optional: true,
      })
    : given;
  const whole = withFactDefaults(file, facts);
  const missing = missingAnswers(whole, facts);
  if (missing.length > 0) throw missingError(missing);
  const answers = parseAnswers(whole);
  const problems = checkAnswers(answers, facts);
  if (problems.length > 0) throw answersError(problems);
  return { file, answers };
}

/** Where nobody has said yet how etcd is to be read, the way that needs no key is looked for before it's asked. */
async function withPlainMetrics(given: AnswersFile, facts: Facts): Promise<Facts> {
  if (given.etcd?.certificates?.source !== undefined) return facts;
  return { ...facts, hosts: { plainMetrics: await seePlainMetrics(facts) } };
}
