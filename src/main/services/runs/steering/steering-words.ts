import type { AppliedLoad } from '../../../../contract/applied-load.ts';
import { type Failure, testFailure } from '../../../../contract/failure.ts';
import { counted, formatNumber, formatPercent, formatRate } from '../../../../contract/format.ts';
import type { SteerAct, SteeredUnit } from '../../../../contract/steering.ts';

/** What a class is to have. */
export interface SteeredLevel {
  readonly one: AppliedLoad;
  readonly unit: SteeredUnit;
  readonly level: number;
}

const NAMES: Readonly<Record<SteeredUnit, string>> = {
  users: 'Users',
  rate: 'Arrival rate',
  connections: 'Connections',
  messages: 'Messages per connection',
};

/** Classes that are named one by one. */
const MAX_NAMED = 6;

/** What an act did, in one sentence. @param levels of the classes it changed */
export function actSentence(act: SteerAct, levels: readonly SteeredLevel[]): string {
  switch (act.kind) {
    case 'set':
      return `${NAMES[act.unit]} set to ${together(act.unit, levels)}.`;
    case 'scale': {
      const percent = formatPercent(Math.abs(act.factor - 1) * 100);
      const verb = act.factor < 1 ? 'lowered' : 'raised';
      return `${NAMES[act.unit]} ${verb} by ${percent} to ${together(act.unit, levels)}.`;
    }
    case 'hold':
      return `Held at ${heldText(levels)}.`;
    case 'spike':
      return `Spike: ${NAMES[act.unit].toLowerCase()} at ${together(act.unit, levels)} for ${formatNumber(act.seconds)} s.`;
    case 'back':
      return 'Back to the plan.';
    case 'each':
      return `Load set: ${named(levels)}.`;
  }
}

/** Nothing is counted so. */
export function noneOf(unit: SteeredUnit): Failure {
  const has: Readonly<Record<SteeredUnit, string>> = {
    users: 'users',
    rate: 'arrival rate',
    connections: 'connections that are held',
    messages: 'messages that are sent on a schedule',
  };
  return testFailure('steer.nothing_to_steer', `This run has no ${has[unit]} to steer.`);
}

/** Of all classes of a unit: `50`, `200/s`; of messages, whose rates need not be the same, from the lowest to the highest. */
function together(unit: SteeredUnit, levels: readonly SteeredLevel[]): string {
  const all = levels.map(({ level }) => level);
  if (unit === 'messages') {
    const [low, high] = [Math.min(...all), Math.max(...all)];
    return low === high ? formatRate(low) : `${formatRate(low)} to ${formatRate(high)}`;
  }
  const sum = all.reduce((total, level) => total + level, 0);
  return unit === 'rate' ? formatRate(sum) : formatNumber(sum);
}

/** `42 users and 100/s`: of each unit that there is. */
function heldText(levels: readonly SteeredLevel[]): string {
  const units = [...new Set(levels.map(({ unit }) => unit))];
  const texts = units.map((unit) => {
    const own = levels.filter((level) => level.unit === unit);
    const sum = own.reduce((total, { level }) => total + level, 0);
    return levelText(unit, sum);
  });
  const last = texts.at(-1) ?? '';
  return texts.length <= 1 ? last : `${texts.slice(0, -1).join(', ')} and ${last}`;
}

function named(levels: readonly SteeredLevel[]): string {
  const texts = levels
    .slice(0, MAX_NAMED)
    .map(({ one, unit, level }) => `${one.name} ${levelText(unit, level)}`);
  const more = levels.length - texts.length;
  return more > 0 ? `${texts.join(', ')} and ${more} more` : texts.join(', ');
}

function levelText(unit: SteeredUnit, level: number): string {
  if (unit === 'users') return counted(level, 'user');
  return unit === 'connections' ? counted(level, 'connection') : formatRate(level);
}
