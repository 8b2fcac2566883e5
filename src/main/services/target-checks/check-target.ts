import { ended } from '../../../contract/failure.ts';
import { formatMs } from '../../../contract/format.ts';
import type { MachineLimits } from '../../../contract/machine.ts';
import type { RecognisedTarget } from '../../../contract/recognised-target.ts';
import { TARGET_CHECKS, type TargetCheckName, type TargetChecks } from '../../../contract/target-checks.ts';
import { type EpochMillis, microsToMillis } from '../../../contract/units.ts';
import { guardConnect } from '../../../workers/engine/connections/guard.ts';
import { createSystemClock } from '../../../workers/engine/time/system-clock.ts';
import { askHealth, type LookupAll } from '../target/health.ts';
import { commandsOf } from './by-hand.ts';
import { checkConnection, checkName } from './check-connection.ts';
import { checkLocalPorts, checkOpenFiles, readWaitingPorts } from './check-machine.ts';
import { checkTls } from './check-tls.ts';
import { checkTokens } from './check-token.ts';
import {
  type CheckedTarget,
  type Finding,
  hostOf,
  notHere,
  portOf,
  rowOf,
  WITHIN_MS,
} from './checked-target.ts';

const clock = createSystemClock();

export interface CheckPowers {
  readonly allowedHosts: readonly string[];
  readonly platform: NodeJS.Platform;
  now(): EpochMillis;
  readMachineLimits(): Promise<MachineLimits>;
  /** What listens on this machine at addresses. */
  recognise(urls: readonly string[]): Promise<readonly RecognisedTarget[]>;
  /** Absent: the system's. */
  readonly lookup?: LookupAll;
}

/**
 * Checks the way to a target, all at once. Each check takes three seconds at most, and the name is looked up before: six in
 * all. Nothing is connected to that a run could not connect to.
 */
export async function checkTarget(target: CheckedTarget, powers: CheckPowers): Promise<TargetChecks> {
  const startedUs = clock.nowUs();
  const checkedAt = powers.now();
  const host = hostOf(target.url);
  const name = await checkName(host, powers.lookup);
  const [connections, listening, machine] = await Promise.all([
    checkConnections(target, name.addresses, powers),
    checkListener(target, powers),
    checkMachine(powers),
  ]);
  const isRefused = connections.tcp.state === 'failed' && listening.state === 'warn';
  const listener: Finding = isRefused ? { ...listening, state: 'failed' } : listening;
  // Why nothing gets through comes before what does not.
  const order = isRefused ? ORDER_OF_REFUSED : TARGET_CHECKS;
  const findings: Readonly<Record<TargetCheckName, Finding>> = {
    dns: name.finding,
    ...connections,
    token: checkTokens(target.tokens, checkedAt),
    listener,
    ...machine,
  };
  const commands = commandsOf(target, powers.platform);
  return {
    target: `${target.url.protocol}//${target.url.host}`,
    checkedAt: new Date(checkedAt).toISOString(),
    tookMs: microsToMillis(clock.nowUs() - startedUs),
    rows: order.map((check) => rowOf(check, findings[check], commands[check])),
  };
}

const ORDER_OF_REFUSED = [...new Set<TargetCheckName>(['listener', ...TARGET_CHECKS])];

type Connections = Readonly<Record<'tcp' | 'tls' | 'health', Finding>>;

async function checkConnections(
  target: CheckedTarget,
  addresses: readonly string[],
  { allowedHosts, now }: CheckPowers,
): Promise<Connections> {
  const host = hostOf(target.url);
  if (addresses.length === 0) return forAll(notHere('The host name has no address to connect to.'));
  const refusals = addresses.map((address) => guardConnect(host, address, allowedHosts));
  const refusal = refusals.find((one) => one !== null) ?? null;
  if (refusal !== null)
    return forAll(notHere(refusal.message, `To check it, start Plimsoll with --allow-host ${host}.`));
  const [tcp, tls, health] = await Promise.all([
    checkConnection(host, addresses, portOf(target.url)),
    checkTls(target, addresses, now()),
    checkHealth(target, allowedHosts),
  ]);
  return { tcp, tls, health };
}

function forAll(finding: Finding): Connections {
  return { tcp: finding, tls: finding, health: finding };
}

async function checkHealth(
  { url, healthPath, verifyTls, token }: CheckedTarget,
  allowedHosts: readonly string[],
): Promise<Finding> {
  if (healthPath === null)
    return notHere('It has no health page: before a run, only its TCP connection is checked.');
  const base = healthPath === '' ? url.href : url.href.replace(/\/$/, '');
  const { health, latencyMs, message } = await askHealth(base, healthPath, {
    allowedHosts,
    verifyTls,
    timeoutMs: WITHIN_MS,
    ...(token === null ? {} : { headers: { authorization: bearer(token) } }),
  });
  const path = `GET ${url.pathname === '/' ? '' : url.pathname}${healthPath}`;
  const figure = latencyMs === null ? '' : formatMs(latencyMs);
  const sentence = `${path === 'GET ' ? 'GET /' : path}: ${message}.`;
  if (health === 'up') return { state: 'ok', figure, sentence };
  if (health === 'blocked') return notHere(ended(message));
  if (health === 'down') return { state: 'failed', figure, sentence };
  return { state: 'failed', figure, sentence, wayOut: wayOutOf(message, token !== null) };
}

/** @param message `responded with 401` */
function wayOutOf(message: string, hadToken: boolean): string {
  if (!/\b40[13]$/.test(message)) return 'See its own log.';
  return hadToken
    ? 'It did not accept the token: see whether it has expired, and what it is for.'
    : 'It wants credentials, and none were sent.';
}

function bearer(token: string): string {
  return /^\S+ \S/.test(token) ? token : `Bearer ${token}`;
}

async function checkListener({ url }: CheckedTarget, { recognise }: CheckPowers): Promise<Finding> {
  const [found] = await recognise([url.origin]);
  if (found === undefined) return notHere('It runs on another machine.');
  const { process, watch, sentence: told } = found;
  const sentence = ended(`${told.charAt(0).toUpperCase()}${told.slice(1)}`);
  if (process !== null) return { state: 'ok', figure: `pid ${process.pid}`, sentence };
  if (watch !== null) return { state: 'ok', sentence };
  return { state: 'warn', sentence, wayOut: 'Start it, or look for it as the user who started it.' };
}

async function checkMachine({
  readMachineLimits,
}: CheckPowers): Promise<Readonly<Record<'open_files' | 'local_ports', Finding>>> {
  const limits = await readMachineLimits();
  return {
    open_files: checkOpenFiles(limits),
    local_ports: checkLocalPorts(limits, await readWaitingPorts(limits)),
  };
}
