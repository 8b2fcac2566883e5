import type { QueueLog } from './queue-server.ts';

/** Arrivals are looked at in slots of so long. */
const SLOT_US = 250_000;
/** Midway between the load of an overload and a third of it. */
const FALLEN = 2 / 3;
/** Of a slot, so many may miss the limit: a p95 is below it. */
const ALLOWED = 0.05;
/** So long, after the first good slot, it is as before. */
const HOLDS_SLOTS = 20;
/** From the first arrival on, the connections are made. */
const SETTLING_US = 2_000_000;

interface Slot {
  all: number;
  /** Refused, or answered after the limit. */
  bad: number;
}

/** When the load fell back before the freeze: the end of the last slot with two thirds of the arrivals of the busiest. */
export function fellBackUs(log: QueueLog): number {
  const { beginUs, isBusy } = busySlots(log);
  return beginUs + (isBusy.lastIndexOf(true) + 1) * SLOT_US;
}

/**
 * When the server was as before: the begin of the first slot after the freeze whose arrivals it answered within the limit, but for
 * a twentieth, and from which on five seconds hold no more slots that it did not than any five seconds before the overload did.
 * By the log alone: nothing of how the product finds it.
 * @returns null: not within what was logged, or it was never frozen
 */
export function recoveredUs(log: QueueLog, { limitMs }: { readonly limitMs: number }): number | null {
  const { arrivedUs, frozenUs } = log;
  if (frozenUs === null) return null;
  const { beginUs, isBusy } = busySlots(log);
  const reference = { fromUs: beginUs + SETTLING_US, toUs: beginUs + isBusy.indexOf(true) * SLOT_US };
  const before = slotsOf(log, { limitMs, ...reference }).map(isBad);
  const many = (bad: readonly boolean[], from: number) =>
    bad.slice(from, from + HOLDS_SLOTS).filter((one) => one).length;
  const most = Math.max(0, ...before.map((_, from) => many(before, from)));
  const [fromUs] = frozenUs;
  const after = slotsOf(log, { limitMs, fromUs, toUs: arrivedUs.at(-1) ?? 0 }).map(isBad);
  const first = after.findIndex((bad, from) => !bad && many(after, from) <= most);
  return first === -1 ? null : fromUs + first * SLOT_US;
}

/** Slots from the first arrival to the freeze, and which of them have two thirds of the arrivals of the busiest. */
function busySlots({ arrivedUs, frozenUs }: QueueLog): { beginUs: number; isBusy: boolean[] } {
  const beginUs = arrivedUs[0] ?? 0;
  const [toUs] = frozenUs ?? [arrivedUs.at(-1) ?? 0];
  const counts = Array.from({ length: Math.ceil((toUs - beginUs) / SLOT_US) + 1 }, () => 0);
  for (const at of arrivedUs) {
    const slot = Math.floor((at - beginUs) / SLOT_US);
    if (slot < counts.length) counts[slot] = (counts[slot] ?? 0) + 1;
  }
  const busiest = Math.max(...counts);
  return { beginUs, isBusy: counts.map((count) => count > FALLEN * busiest) };
}

function isBad({ all, bad }: Slot): boolean {
  return all === 0 || bad > ALLOWED * all;
}

function slotsOf(
  { arrivedUs, releasedUs }: QueueLog,
  { limitMs, fromUs, toUs }: { readonly limitMs: number; readonly fromUs: number; readonly toUs: number },
): Slot[] {
  const slots = Array.from(
    { length: Math.max(0, Math.floor((toUs - fromUs) / SLOT_US)) },
    (): Slot => ({ all: 0, bad: 0 }),
  );
  for (const [row, arrived] of arrivedUs.entries()) {
    const slot = slots[Math.floor((arrived - fromUs) / SLOT_US)];
    if (slot === undefined) continue;
    const released = releasedUs[row] ?? 0;
    slot.all += 1;
    if (released === 0 || released - arrived > limitMs * 1_000) slot.bad += 1;
  }
  return slots;
}
