import type { Answers } from '../answers/schema.ts';
import { kubectlLine, type Named } from '../kubernetes/kubectl-line.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import { type Text, text } from '../text.ts';
import { objectName } from './target.ts';

/** Passwords that somebody else keeps are never read, so nothing here sees that one changes: a sentence an exporter. */
export function exportersSummary({ mysqld, redis }: Answers['exporters'], cluster: Named): Text[] {
  return [
    ...mysqld.flatMap((target) => restartForReferred('mysqld-exporter', target, cluster)),
    ...redis.flatMap((target) => restartForReferred('redis-exporter', target, cluster)),
  ];
}

type Answer = Pick<Answers['exporters']['redis'][number], 'name' | 'password'>;

function restartForReferred(exporter: string, { name, password }: Answer, cluster: Named): Text[] {
  if (!password || !('secret' in password)) return [];
  const { secret } = password;
  const deployment = objectName({ exporter, name });
  const command = kubectlLine(cluster, '-n', NAMESPACE, 'rollout', 'restart', `deployment/${deployment}`);
  return [
    text(
      `${deployment} reads Secret ${secret} at its start only; after you change it: ${command}`,
      `${deployment}은(는) Secret ${secret}을(를) 시작할 때만 읽습니다. 변경한 뒤에는 다음을 실행하십시오: ${command}`,
    ),
  ];
}
