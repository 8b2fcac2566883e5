import { isIP } from 'node:net';
import { isHiddenName } from '../../../contract/credential-names.ts';
import { shellQuoted, shellWord } from '../../../contract/shell-word.ts';
import type { TargetCheckName } from '../../../contract/target-checks.ts';
import { isTokenShaped } from '../../../contract/token-shape.ts';
import { type CheckedTarget, hostOf, placeOf, portOf, WITHIN_MS } from './checked-target.ts';

const SECONDS = WITHIN_MS / 1_000;

/**
 * The same checks by hand: lines for a shell of POSIX, or for PowerShell on Windows. A credential stands as the variable
 * TOKEN, which whoever runs them sets. null: there is nothing
 * to be checked, or nothing that comes with the system tells it.
 */
export function commandsOf(target: CheckedTarget, platform: NodeJS.Platform): Commands {
  const all = platform === 'win32' ? ofPowerShell(target) : ofPosix(target, platform);
  return {
    ...all,
    ...(isIP(hostOf(target.url)) === 0 ? {} : { dns: null }),
    ...(target.url.protocol === 'https:' ? {} : { tls: null }),
    ...(target.tokens.length > 0 ? {} : { token: null }),
    ...(target.healthPath === null ? { health: null } : {}),
  };
}

type Commands = Readonly<Record<TargetCheckName, string | null>>;

function ofPosix(target: CheckedTarget, platform: NodeJS.Platform): Commands {
  const isMac = platform === 'darwin';
  const host = shellWord(hostOf(target.url));
  const port = portOf(target.url);
  const bearer = target.token === null ? '' : ' -H "Authorization: Bearer $TOKEN"';
  return {
    dns: isMac ? `dscacheutil -q host -a name ${host}` : `getent ahosts ${host}`,
    tcp: `nc -vz -w ${SECONDS} ${host} ${port}`,
    tls: `openssl s_client -connect ${shellWord(placeOf(hostOf(target.url), port))} -servername ${host} </dev/null`,
    token: `printf %s "$TOKEN" | cut -d. -f2 | tr '_-' '/+' | base64 -d`,
    health: `curl -v --max-time ${SECONDS}${target.verifyTls ? '' : ' -k'}${bearer} ${posixAddress(askedUrl(target))}`,
    listener: isMac ? `lsof -nP -iTCP:${port} -sTCP:LISTEN` : `ss -tlnp 'sport = :${port}'`,
    open_files: 'ulimit -n',
    local_ports: isMac ? 'netstat -an -p tcp | grep -c TIME_WAIT' : 'ss -Htan state time-wait | wc -l',
  };
}

function ofPowerShell(target: CheckedTarget): Commands {
  const host = psQuoted(hostOf(target.url));
  const port = portOf(target.url);
  const bearer = target.token === null ? '' : ' -H "Authorization: Bearer $env:TOKEN"';
  return {
    dns: `Resolve-DnsName ${host}`,
    tcp: `Test-NetConnection ${host} -Port ${port}`,
    tls: `curl.exe -v --head --max-time ${SECONDS} ${psQuoted(target.url.origin)}`,
    token: null,
    health: `curl.exe -v --max-time ${SECONDS}${target.verifyTls ? '' : ' -k'}${bearer} ${psAddress(askedUrl(target))}`,
    listener: `Get-Process -Id (Get-NetTCPConnection -LocalPort ${port} -State Listen).OwningProcess`,
    open_files: null,
    local_ports: '(Get-NetTCPConnection -State TimeWait).Count',
  };
}

function askedUrl({ url, healthPath }: CheckedTarget): URL {
  return healthPath === null || healthPath === '' ? url : new URL(url.href.replace(/\/$/, '') + healthPath);
}

/** The texts between the credentials of a query; where there is none, the address whole. */
function partsOf(url: URL): string[] {
  const parts = [url.origin + url.pathname];
  for (const [at, pair] of url.search.slice(1).split('&').entries()) {
    if (pair === '') continue;
    const [name = '', value = ''] = pair.split(/=(.*)/s, 2);
    const isSecret = value !== '' && (isHiddenName(plain(name)) || isTokenShaped(plain(value)));
    parts[parts.length - 1] += `${at === 0 ? '?' : '&'}${isSecret ? `${name}=` : pair}`;
    if (isSecret) parts.push('');
  }
  return parts;
}

function plain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function posixAddress(url: URL): string {
  const parts = partsOf(url);
  if (parts.length === 1) return shellWord(url.href);
  return parts.map((part) => (part === '' ? '' : shellQuoted(part))).join('"$TOKEN"');
}

function psAddress(url: URL): string {
  const parts = partsOf(url);
  if (parts.length === 1) return psQuoted(url.href);
  return `"${parts.map((part) => part.replace(/[`"$]/g, '`$&')).join('$env:TOKEN')}"`;
}

/** A word in quotes within which PowerShell reads nothing but its end. */
function psQuoted(text: string): string {
  return /^[\w.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", "''")}'`;
}
