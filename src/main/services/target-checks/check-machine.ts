import { readFile } from 'node:fs/promises';
import { formatCount, formatPercent } from '../../../contract/format.ts';
import type { MachineLimits } from '../../../contract/machine.ts';
import { type Finding, notHere } from './checked-target.ts';

/** From these shares on a run may be short of it, or is. */
const SHORT = { warn: 0.5, failed: 0.9 };

const UNKNOWN = 'This system does not tell it.';

/** Every connection of a run is a file to this program. */
export function checkOpenFiles({ openFiles }: Pick<MachineLimits, 'openFiles'>): Finding {
  if (openFiles === null) return notHere(UNKNOWN);
  const { limit, inUse } = openFiles;
  return {
    state: stateOf(inUse / limit),
    figure: `${formatCount(inUse)} of ${formatCount(limit)}`,
    sentence: `Plimsoll can open ${formatCount(limit - inUse)} more connections.`,
    ...(inUse / limit < SHORT.warn
      ? {}
      : { wayOut: 'Raise the limit before Plimsoll starts: ulimit -n 65536.' }),
  };
}

/** Each connection to one place needs a local port of its own, and keeps it for a minute after it is closed (TIME_WAIT). */
export function checkLocalPorts(
  { localPorts }: Pick<MachineLimits, 'localPorts'>,
  waiting: number | null,
): Finding {
  if (localPorts === null || waiting === null) return notHere(UNKNOWN);
  const ports = localPorts.last - localPorts.first + 1;
  const share = waiting / ports;
  return {
    state: stateOf(share),
    figure: `${formatCount(waiting)} of ${formatCount(ports)}`,
    sentence: `Of local ports ${localPorts.first} to ${localPorts.last}, ${formatPercent(share * 100)} are in TIME_WAIT.`,
    ...(share < SHORT.warn
      ? {}
      : { wayOut: 'Wait a minute, or keep connections open: connections: per-user or shared.' }),
  };
}

function stateOf(share: number): Finding['state'] {
  if (share >= SHORT.failed) return 'failed';
  return share >= SHORT.warn ? 'warn' : 'ok';
}

/** As the kernel writes the state of a socket. */
const TIME_WAIT = '06';

/** Local ports in TIME_WAIT that the system gave out itself; null where it does not tell. Never rejects. */
export async function readWaitingPorts({
  localPorts,
}: Pick<MachineLimits, 'localPorts'>): Promise<number | null> {
  if (localPorts === null) return null;
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8').catch(() => null)),
  );
  const known = tables.flatMap((table) => table ?? []);
  return known.length === 0 ? null : known.reduce((sum, table) => sum + waitingIn(table, localPorts), 0);
}

/** In the text of /proc/net/tcp: `sl local_address rem_address st …`, addresses and ports in hexadecimal. */
export function waitingIn(table: string, { first, last }: NonNullable<MachineLimits['localPorts']>): number {
  let waiting = 0;
  for (const line of table.split('\n')) {
    const [, port, state] =
      /^\s*\d+: [\dA-F]+:([\dA-F]{4}) [\dA-F]+:[\dA-F]{4} ([\dA-F]{2}) /.exec(line) ?? [];
    if (port === undefined || state !== TIME_WAIT) continue;
    const number = Number.parseInt(port, 16);
    if (number >= first && number <= last) waiting += 1;
  }
  return waiting;
}
