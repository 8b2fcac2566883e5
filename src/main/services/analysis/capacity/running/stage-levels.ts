import type { CapacitySearchPlan } from '../../../../../contract/capacity-search.ts';
import { shareOut } from '../../../../../contract/share-out.ts';
import type { LevelsByClass } from './applied-level.ts';

type Classes = CapacitySearchPlan['classes'];

/** What every class of a search has at a level of the classes that are meant; the others have none meanwhile. */
export class StageLevels {
  readonly #plan: CapacitySearchPlan;

  constructor(plan: CapacitySearchPlan) {
    this.#plan = plan;
  }

  /** @param level in the unit searched */
  searched(level: number): LevelsByClass {
    return { ...this.#none(), ...divided(this.#plan.classes, level, this.#plan.by !== 'rate') };
  }

  /** One user, whatever is searched. */
  probe(): LevelsByClass {
    const { probe } = this.#plan;
    return probe === null ? this.searched(1) : { ...this.#none(), [probe]: 1 };
  }

  /** @param users whole */
  ladder(users: number): LevelsByClass {
    return { ...this.#none(), ...divided(this.#plan.ladderClasses, users, true) };
  }

  #none(): LevelsByClass {
    const { classes, ladderClasses, probe } = this.#plan;
    const names = [...classes, ...ladderClasses].map(({ name }) => name);
    return Object.fromEntries([...names, ...(probe === null ? [] : [probe])].map((name) => [name, 0]));
  }
}

/** Users and connections are whole, and none is lost where they are divided. */
function divided(classes: Classes, level: number, isWhole: boolean): LevelsByClass {
  const shares = classes.map(({ share }) => share);
  const levels = isWhole ? shareOut(Math.round(level), shares) : shares.map((share) => share * level);
  return Object.fromEntries(classes.map(({ name }, index) => [name, levels[index] ?? 0]));
}
