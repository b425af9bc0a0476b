import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { withEmbedding } from '../../lib/grafana/embedding.ts';
import { iniValue } from '../../lib/grafana/ini.ts';

const PORTAL = { origins: ['https://portal.example.com', 'https://b.example.com'] };
const of = (ini: string, key: string) => iniValue(ini, 'security', key);

function ancestors(ini: string): string | undefined {
  return of(ini, 'content_security_policy_template')?.match(/frame-ancestors ([^;]*)/)?.[1];
}

test('embedding lets frames and their cookies through', () => {
  for (const embedding of [true, PORTAL]) {
    const after = withEmbedding('', embedding);
    assert.is(of(after, 'allow_embedding'), 'true');
    assert.is(of(after, 'cookie_samesite'), 'none');
    assert.is(of(after, 'cookie_secure'), 'true');
  }
});

test('origins limit who may embed, by a policy that still lets the pages work', () => {
  const after = withEmbedding('', PORTAL);
  assert.is(of(after, 'content_security_policy'), 'true');
  assert.is(ancestors(after), "'self' https://portal.example.com https://b.example.com");
  const policy = of(after, 'content_security_policy_template') ?? '';
  assert.match(policy, /script-src [^;]*\$NONCE/);
  assert.match(policy, /connect-src [^;]*wss:\/\/\$ROOT_PATH/);
  assert.match(policy, /object-src 'none'/);
});

test('true limits nobody', () => {
  const after = withEmbedding('', true);
  assert.is(of(after, 'content_security_policy'), undefined);
});

test("a stack's own policy keeps its other directives", () => {
  const theirs =
    '[security]\ncontent_security_policy = true\ncontent_security_policy_template = """img-src *;frame-ancestors \'none\';"""\n';
  assert.is(
    of(withEmbedding(theirs, PORTAL), 'content_security_policy_template'),
    "img-src *; frame-ancestors 'self' https://portal.example.com https://b.example.com",
  );
  assert.is(of(withEmbedding(theirs, true), 'content_security_policy_template'), 'img-src *; frame-ancestors *');
});

test('false changes nothing but what the stack switched on', () => {
  const ini = '[users]\na = 1\n';
  assert.is(withEmbedding(ini, false), ini);
  const on = '[security]\nallow_embedding = true\ncookie_samesite = none\n';
  assert.is(withEmbedding(on, false), '[security]\nallow_embedding = false\ncookie_samesite = none\n');
});

test('doing it twice is doing it once', () => {
  for (const embedding of [true, false, PORTAL]) {
    const once = withEmbedding('[security]\nallow_embedding = true\n', embedding);
    assert.is(withEmbedding(once, embedding), once);
  }
});

test.run();
