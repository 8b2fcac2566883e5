/**
 * Overload and recovery against queues whose answer is known, fixed seeds, on no clock at all: when they recovered, whether
 * they did, and whether the old capacity returned.
 * Run: `node test/bench/capacity-recovery.bench.ts [--seeds 20]`
 */
import { parseArgs } from 'node:util';
import type { CapacityRecovery } from '../../src/contract/capacity.ts';
import {
  playUserRecovery,
  USERS_OF_EIGHT,
  USERS_OF_FOUR,
  type UserAftermath,
  usersFound,
} from '../support/capacity-servers/user-recovery.ts';
import {
  AFTERMATHS,
  PAUSED_SERVER,
  type Play,
  playRecovery,
  SERVER_B,
  SLOW_SERVER,
} from '../support/curve-servers/recovery-play.ts';

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '20' } } });
const count = Number(values.seeds);
if (!Number.isInteger(count) || count < 1) throw new RangeError('--seeds takes a whole number from 1 on');

let isMissed = false;

/** What is true of a result, and of how many seeds it has to be. */
interface Claim {
  readonly what: string;
  readonly holds: (result: CapacityRecovery) => boolean;
  readonly least?: number;
  readonly most?: number;
}

function row(title: string, play: Omit<Play, 'seed'>, claims: readonly Claim[]): void {
  print(
    title,
    Array.from({ length: count }, (_, index) => playRecovery({ ...play, seed: index + 1 })),
    claims,
  );
}

/** Closed users without think time. */
function userRow(server: typeof USERS_OF_EIGHT, aftermath: UserAftermath, claims: readonly Claim[]): void {
  print(
    `${usersFound(server)} users at ${server.servers} servers, ${aftermath}`,
    Array.from({ length: count }, (_, index) => playUserRecovery(server, { seed: index + 1, aftermath })),
    claims,
  );
}

function print(title: string, results: readonly CapacityRecovery[], claims: readonly Claim[]): void {
  const moments = results.flatMap(({ afterMs }) => (afterMs === null ? [] : [afterMs / 1_000]));
  const range =
    moments.length === 0
      ? 'none recovered'
      : `${Math.min(...moments).toFixed(2)} … ${Math.max(...moments).toFixed(2)} s`;
  console.log(`${title.padEnd(46)}${range}`);
  for (const { what, holds, least = 0, most = 20 } of claims) {
    const seen = results.filter(holds).length;
    const isMet = seen >= (least * count) / 20 && seen <= (most * count) / 20;
    const bound = most < 20 ? `at most ${(most * count) / 20}` : `at least ${(least * count) / 20}`;
    console.log(`${isMet ? '  ' : '! '}${what.padEnd(44)}${seen} of ${count}, ${bound} wanted`);
    if (!isMet) isMissed = true;
  }
  console.log(`  ${results[0]?.sentence}\n`);
}

const within =
  (fromS: number, toS: number) =>
  ({ afterMs }: CapacityRecovery) =>
    afterMs !== null && afterMs >= fromS * 1_000 && afterMs <= toS * 1_000;
const notRecovered: Claim = {
  what: 'not recovered',
  holds: ({ recovered, carries }) => recovered === 'no' && carries !== null,
  least: 20,
};
const missed = ({ returned }: CapacityRecovery) => returned === false;

row('B, nothing happens', { server: SERVER_B }, [
  { what: 'recovered within a second', holds: within(0, 1), least: 19 },
  { what: 'retest missed', holds: missed, most: 0 },
]);
row('B, freeze of 4 s', { server: SERVER_B, ...AFTERMATHS.freeze }, [
  { what: 'within a window of 4.13 s', holds: within(3.875, 4.375), least: 19 },
  { what: 'retest missed', holds: missed, most: 0 },
]);
row('B, freeze of 4 s, applied 0.12 s late', { server: SERVER_B, ...AFTERMATHS.freeze, lagMs: 120 }, [
  { what: 'within half a second of 4.06 s', holds: within(3.56, 4.56), least: 19 },
]);
row('29/s, freeze of 4 s', { server: SLOW_SERVER, ...AFTERMATHS.freeze }, [
  { what: '3 … 5 s', holds: within(3, 5), least: 19 },
]);
row('B, pauses, freeze of 4 s', { server: PAUSED_SERVER, ...AFTERMATHS.pauses }, [
  { what: 'within half a second of 4.06 s', holds: within(3.56, 4.56), least: 19 },
  { what: 'retest missed', holds: missed, most: 0 },
]);
row('B, never', { server: SERVER_B, ...AFTERMATHS.never }, [
  notRecovered,
  { what: 'carries nothing', holds: ({ carries }) => carries === 0, least: 20 },
  { what: 'retest missed', holds: missed, least: 20 },
]);
row('B, half of its servers', { server: SERVER_B, ...AFTERMATHS.half }, [
  notRecovered,
  { what: 'retest missed', holds: missed, least: 20 },
]);
row('B, 10% slower', { server: SERVER_B, ...AFTERMATHS.slower }, [
  { what: 'retest missed', holds: missed, least: 17 },
]);
// F + (backlog + λF)/(capacity − λ) = 4 + (6,780 + 684 · 4)/(1,600 − 684)
row(
  'B, unbounded queue, freeze of 4 s',
  { server: { ...SERVER_B, places: Number.POSITIVE_INFINITY }, ...AFTERMATHS.freeze },
  [
    { what: 'within a second of 14.4 s', holds: within(13.4, 15.4), least: 19 },
    {
      what: 'backlog within 10% of 6,780',
      holds: ({ backlog }) => Math.abs((backlog ?? 0) / 6_780 - 1) < 0.1,
      least: 19,
    },
  ],
);

console.log('by users\n');
userRow(USERS_OF_EIGHT, 'nothing', [
  { what: 'recovered within a second', holds: within(0, 1), least: 19 },
  { what: 'retest missed', holds: missed, most: 1 },
]);
userRow(USERS_OF_EIGHT, 'freeze', [
  { what: 'within a window of 4 s', holds: within(3.75, 4.25), least: 19 },
  // Users wait for what was asked: no more than they were can be in flight.
  {
    what: 'backlog of the users of the overload',
    holds: ({ backlog, overloadLevel }) => backlog === overloadLevel,
    least: 20,
  },
  { what: 'retest missed', holds: missed, most: 1 },
]);
userRow(USERS_OF_FOUR, 'freeze', [{ what: '3 … 5 s', holds: within(3, 5), least: 19 }]);
userRow(USERS_OF_EIGHT, 'never', [
  notRecovered,
  { what: 'carries nothing', holds: ({ carries }) => carries === 0, least: 20 },
  { what: 'retest missed', holds: missed, least: 20 },
]);
userRow(USERS_OF_EIGHT, 'half', [notRecovered, { what: 'retest missed', holds: missed, least: 20 }]);
userRow(USERS_OF_EIGHT, 'slower', [{ what: 'retest missed', holds: missed, least: 17 }]);
process.exit(isMissed ? 1 : 0);
