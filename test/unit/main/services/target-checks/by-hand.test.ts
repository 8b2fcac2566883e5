import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { commandsOf } from '../../../../../src/main/services/target-checks/by-hand.ts';
import type { CheckedTarget } from '../../../../../src/main/services/target-checks/checked-target.ts';

function target(url: string, change: Partial<CheckedTarget> = {}): CheckedTarget {
  return { url: new URL(url), healthPath: '/health', verifyTls: true, token: null, tokens: [], ...change };
}
const WITH_TOKEN = { token: 'abc', tokens: [{ name: 'The token', text: 'abc' }] };

describe('the checks by hand', () => {
  it('are lines for a shell of Linux', () => {
    expect(commandsOf(target('https://shop.example:8443/api', WITH_TOKEN), 'linux')).toEqual({
      dns: 'getent ahosts shop.example',
      tcp: 'nc -vz -w 3 shop.example 8443',
      tls: 'openssl s_client -connect shop.example:8443 -servername shop.example </dev/null',
      token: `printf %s "$TOKEN" | cut -d. -f2 | tr '_-' '/+' | base64 -d`,
      health: 'curl -v --max-time 3 -H "Authorization: Bearer $TOKEN" https://shop.example:8443/api/health',
      listener: "ss -tlnp 'sport = :8443'",
      open_files: 'ulimit -n',
      local_ports: 'ss -Htan state time-wait | wc -l',
    });
  });

  it('are others on macOS and in PowerShell', () => {
    const mac = commandsOf(target('http://localhost:8000'), 'darwin');
    expect([mac.dns, mac.listener, mac.local_ports]).toEqual([
      'dscacheutil -q host -a name localhost',
      'lsof -nP -iTCP:8000 -sTCP:LISTEN',
      'netstat -an -p tcp | grep -c TIME_WAIT',
    ]);
    expect(commandsOf(target('https://localhost', WITH_TOKEN), 'win32')).toEqual({
      dns: 'Resolve-DnsName localhost',
      tcp: 'Test-NetConnection localhost -Port 443',
      tls: 'curl.exe -v --head --max-time 3 https://localhost',
      token: null,
      health: 'curl.exe -v --max-time 3 -H "Authorization: Bearer $env:TOKEN" https://localhost/health',
      listener: 'Get-Process -Id (Get-NetTCPConnection -LocalPort 443 -State Listen).OwningProcess',
      open_files: null,
      local_ports: '(Get-NetTCPConnection -State TimeWait).Count',
    });
  });

  it('are left out where there is nothing to be checked', () => {
    const { dns, tls, token, health } = commandsOf(
      target('http://127.0.0.1:80', { healthPath: null }),
      'linux',
    );
    expect([dns, tls, token, health]).toEqual([null, null, null, null]);
  });

  it('put an address of IPv6 into brackets where a port follows, and skip what the run does not verify', () => {
    const { tls, health } = commandsOf(target('https://[::1]:8443', { verifyTls: false }), 'linux');
    expect(tls).toContain("-connect '[::1]:8443'");
    expect(health).toBe("curl -v --max-time 3 -k 'https://[::1]:8443/health'");
  });

  it.each([
    ['http://h/a?x=1&b=%20;rm', 'http://h/a?x=1&b=%20;rm'],
    [`http://h/it's/$(id)`, `http://h/it's/$(id)`],
    ['http://h/a?x=1&access_token=s3cr3t-value&b=2', 'http://h/a?x=1&access_token=MINE&b=2'],
    ['http://h/a?q=Zm9vYmFy1234567890abc99x8', 'http://h/a?q=MINE'],
    [`http://h/a?api_key=one&n=it's&password=two`, 'http://h/a?api_key=MINE&n=it%27s&password=MINE'],
  ])('mean the same to a shell, with credentials as a variable: %s', (url, meant) => {
    const { health } = commandsOf(target(url, { healthPath: '' }), 'linux');
    expect(health).not.toMatch(/s3cr3t|Zm9v|one|two/);
    const words = (health ?? '').replace('curl', "printf '%s\\n'");
    const said = execFileSync('sh', ['-c', words], { env: { TOKEN: 'MINE' }, encoding: 'utf8' });
    expect(said.trim().split('\n').at(-1)).toBe(meant);
  });

  it('quote for PowerShell what it would read', () => {
    const { health } = commandsOf(target('http://h/a?x=$y&token=s3cr3t', { healthPath: '' }), 'win32');
    expect(health).toBe('curl.exe -v --max-time 3 "http://h/a?x=`$y&token=$env:TOKEN"');
    expect(commandsOf(target(`http://h/it's`, { healthPath: '' }), 'win32').health).toContain(
      `'http://h/it''s'`,
    );
  });
});
