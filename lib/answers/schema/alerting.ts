import * as v from 'valibot';
import { receiver } from './receiver.ts';
import { httpUrl, nameOrPath } from './urls.ts';
import { says } from './wording.ts';

/** Answers about who is told of alerts (section 5.3). */
export const alerting = v.strictObject({
  receivers: v.optional(
    v.pipe(
      v.array(receiver),
      v.checkItems(
        (item, i, items) => items.findIndex(({ name }) => name === item.name) === i,
        says('has the name of another receiver', '다른 수신자와 이름이 같습니다'),
      ),
      v.checkItems(
        (item, i, items) =>
          !('path' in item) || items.findIndex((other) => 'path' in other && other.path === item.path) === i,
        says('has the path of another receiver', '다른 수신자와 path가 같습니다'),
      ),
      v.description('Who is told of alerts (5.3)'),
    ),
    [],
  ),
});

/** Answers about the helm chart of section 6. */
export const msteams = v.strictObject({
  repository: v.optional(httpUrl, 'https://prometheus-msteams.github.io/prometheus-msteams/'),
  chart: v.optional(
    v.pipe(nameOrPath, v.description('A name in the repository, a folder, a .tgz or an oci:// reference')),
    'prometheus-msteams',
  ),
  version: v.optional(v.string(), '1.3.6'),
});
