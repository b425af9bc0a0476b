import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { resolveHost } from '../../lib/ssh/host.ts';
import { faultOf, on, watchLeaks } from '../helpers/ssh-session.ts';
import { canSshd, type Sshd, startSshd } from '../helpers/sshd.ts';

const when = canSshd() ? test : test.skip;

/** Logs in by an ssh_config with these lines; what was agreed on, as the server logged it. */
async function agreed(sshd: Sshd, lines: readonly string[]): Promise<string[]> {
  const known = sshd.write('known', sshd.known);
  const own = [`Port ${sshd.port}`, 'User op', `IdentityFile ${sshd.key}`, 'IdentitiesOnly yes'];
  const files = [`UserKnownHostsFile ${known}`, 'GlobalKnownHostsFile /dev/null', 'HostName 127.0.0.1'];
  const config = sshd.write('config', ['Host m', ...own, ...files, ...lines, ''].join('\n'));
  const tools = { ssh: 'ssh', sshKeygen: 'ssh-keygen' };
  const host = await resolveHost('m', { tools, answers: { config, sudo: 'none' }, env: {} });
  const before = sshd.log().length;
  await on(host, (session) => session.run({ line: 'id' }));
  return sshd
    .log()
    .slice(before)
    .split('\n')
    .filter((line) => /kex: (algorithm|host key algorithm|client->server)/.test(line));
}

async function withSshd(config: string[], work: (sshd: Sshd) => Promise<void>): Promise<void> {
  const sshd = await startSshd({ config: ['LogLevel DEBUG1', ...config] });
  const check = watchLeaks();
  try {
    await work(sshd);
    await check(sshd);
  } finally {
    await sshd.stop();
  }
}

when('what ssh_config allows is what is agreed on', () =>
  withSshd([], async (sshd) => {
    const lines = ['Ciphers aes256-ctr', 'MACs hmac-sha2-512', 'KexAlgorithms ecdh-sha2-nistp384'];
    const words = (await agreed(sshd, [...lines, 'HostKeyAlgorithms ssh-ed25519'])).join('\n');
    for (const word of [/cipher: aes256-ctr MAC: hmac-sha2-512 /, /algorithm: ecdh-sha2-nistp384/, /ssh-ed25519/])
      assert.match(words, word);
  }),
);

when('a server with weaker ones only is no way in, by ssh_config or by default', () =>
  withSshd(['Ciphers aes128-ctr', 'MACs hmac-sha1'], async (sshd) => {
    const strict = ['MACs hmac-sha2-256-etm@openssh.com', 'Ciphers aes256-gcm@openssh.com'];
    for (const lines of [strict, []]) {
      const { kind, message } = await faultOf(agreed(sshd, lines));
      assert.equal([kind, /speaks other algorithms/.test(message)], ['unreachable', true], message);
    }
  }),
);

when('a setting that leaves nothing is named', () =>
  withSshd([], async (sshd) => {
    for (const [setting, value] of [
      ['Ciphers', '3des-cbc'],
      ['MACs', 'hmac-sha1'],
      ['KexAlgorithms', 'diffie-hellman-group14-sha1'],
      ['HostKeyAlgorithms', 'ssh-rsa'],
    ]) {
      const { kind, message } = await faultOf(agreed(sshd, [`${setting} ${value}`]));
      assert.equal(
        [kind, message.startsWith(`${setting} of its ssh_config allows only ${value}`)],
        ['configuration', true],
        message,
      );
    }
  }),
);

when('a type of host key that is not allowed is no key that changed', () =>
  withSshd([], async (sshd) => {
    const { kind, message } = await faultOf(agreed(sshd, ['HostKeyAlgorithms rsa-sha2-256']));
    assert.equal([kind, /known_hosts has ssh-ed25519/.test(message)], ['configuration', true], message);
  }),
);

when('ConnectTimeout is followed up to 30 s', () =>
  withSshd([], async (sshd) => {
    const tools = { ssh: 'ssh', sshKeygen: 'ssh-keygen' };
    const timeout = async (seconds: number) => {
      const config = sshd.write('config', `ConnectTimeout ${seconds}\n`);
      return (await resolveHost('m', { tools, answers: { config, sudo: 'none' }, env: {} })).connectTimeout;
    };
    assert.equal([await timeout(20), await timeout(600)], [20, 30]);
  }),
);

test.run();
