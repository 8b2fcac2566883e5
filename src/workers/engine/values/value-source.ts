import { isHiddenName } from '../../../contract/credential-names.ts';
import type { ExtractSpec } from '../../../contract/plan-steps.ts';
import { type RunPlan, stepsOf } from '../../../contract/run-plan.ts';
import { CookieJar } from '../cookies/cookie-jar.ts';
import { compileAssertions } from './assertions.ts';
import { compileDraw } from './draw.ts';
import type { NameContext } from './names.ts';
import type { ValueSource, ValueSourceOptions } from './port.ts';
import { compileTemplate } from './render.ts';
import { compileBody, compileHeaders, compilePath } from './request-parts.ts';
import { type Secrecy, type Slot, UserScope } from './scope.ts';
import { secrecyOf } from './secrecy.ts';
import { compileTree } from './tree.ts';
import { uniqueRows } from './unique-rows.ts';

/** The values of one run on one load thread. */
export function createValueSource(
  plan: Pick<RunPlan, 'values' | 'scenarios'>,
  options: ValueSourceOptions,
): ValueSource {
  const names = new PlanNames(plan, options);
  const shared = new UserScope(-1, names, { scenario: 0, shared: null });
  const classes = new Map<number, UserScope>();
  const sharedOf = (scenario: number): UserScope => {
    const known = classes.get(scenario);
    if (known !== undefined) return known;
    const cookies = options.keepCookies === true ? new CookieJar(options.now) : null;
    const made = new UserScope(-1, names, { scenario, shared, sharesAll: true, cookies });
    classes.set(scenario, made);
    return made;
  };
  return {
    sharedOf,
    openScope: (userIndex, scenario = 0) => {
      const isUser = plan.scenarios[scenario]?.profile?.model !== 'open';
      const ofClass = sharedOf(scenario);
      const cookies = ofClass.cookies === null ? null : new CookieJar(options.now, ofClass.cookies);
      return new UserScope(userIndex, names, { scenario, shared: ofClass, isUser, cookies });
    },
    compileText: (template) => compileTemplate(template, 'text', names),
    compilePath: (template) => compilePath(template, names),
    compileHeaders: (headers) => compileHeaders(headers, names),
    compileBody: (body) => compileBody(body, names, options.inputs),
    compileAssertions,
  };
}

/** Values are compiled at first mention, so that what a plan names and never uses costs nothing. */
class PlanNames implements NameContext {
  readonly secretSlots = new Map<Slot, Secrecy>();
  readonly #plan: Pick<RunPlan, 'values' | 'scenarios'>;
  readonly #options: ValueSourceOptions;
  readonly #slots = new Map<string, Slot>();
  readonly #constants = new Map<Slot, { readonly value: unknown }>();
  /** Slots being compiled, the outer ones first: each is made of the one after it. */
  readonly #underWay: Slot[] = [];
  readonly #taken: ReadonlyMap<string, Secrecy | null>;

  constructor(plan: Pick<RunPlan, 'values' | 'scenarios'>, options: ValueSourceOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#taken = extractedNames(plan);
  }

  slotOf(name: string): Slot {
    const slot = this.#slots.get(name) ?? this.#newSlot(name);
    if (this.#underWay.includes(slot)) throw new Error(`the value ${name} refers to itself`);
    const maker = this.#underWay.at(-1);
    if (maker !== undefined && slot.fromAnswers) maker.fromAnswers = true;
    if (maker !== undefined && slot.holdsSecret) maker.holdsSecret = true;
    return slot;
  }

  constantOf(slot: Slot): { readonly value: unknown } | null {
    return this.#constants.get(slot) ?? null;
  }

  #newSlot(name: string): Slot {
    const fromAnswers = this.#taken.has(name);
    const secrecy = fromAnswers ? this.#taken.get(name) : isHiddenName(name) ? 'always' : null;
    const spec = Object.hasOwn(this.#plan.values, name) ? this.#plan.values[name] : undefined;
    const isReference = typeof spec === 'object' && spec !== null && ('env' in spec || 'secret' in spec);
    const holdsSecret = secrecy === 'always' || isReference;
    const place = { name, index: this.#slots.size };
    const slot: Slot = { ...place, draw: null, keep: 'never', fromAnswers, holdsSecret };
    this.#slots.set(name, slot);
    if (secrecy !== null && secrecy !== undefined) this.secretSlots.set(slot, secrecy);
    if (spec !== undefined) this.#compileSlot(slot);
    return slot;
  }

  #compileSlot(slot: Slot): void {
    this.#underWay.push(slot);
    const made = compileDraw(slot.name, this.#plan.values[slot.name] ?? null, {
      ...this.#options,
      compileTree: (json) => compileTree(json, this),
      rowOf: (feed, order, keep) => rowOf(this.#slotOfRows(feed, order, keep)),
    });
    this.#underWay.pop();
    slot.draw = made.draw;
    // What is made of answers is made at each use, or a renewed token would be renewed everywhere but in it.
    slot.keep = made.composed && slot.fromAnswers ? 'never' : made.keep;
    // What an answer may replace is no constant, however the plan writes it.
    if (made.constant !== undefined && !this.#taken.has(slot.name)) this.#constants.set(slot, made.constant);
  }

  /** Columns of one feed share a slot that holds the row's index: what belongs together stays together. */
  #slotOfRows(feed: string, order: 'sequential' | 'random' | 'unique', keep: 'iteration' | 'user'): Slot {
    const name = `${order} rows of ${feed} per ${keep}`;
    const known = this.#slots.get(name);
    if (known !== undefined) return known;
    const slot: Slot = {
      name,
      index: this.#slots.size,
      draw:
        order === 'unique' ? uniqueRow(this.#plan, feed, this.#options) : rowDraw(feed, order, this.#options),
      keep,
      fromAnswers: false,
      holdsSecret: false,
    };
    this.#slots.set(name, slot);
    return slot;
  }
}

function rowOf(slot: Slot): (scope: UserScope) => number {
  return (scope) => Number(scope.read(slot));
}

function rowDraw(feed: string, order: 'sequential' | 'random', options: ValueSourceOptions): () => number {
  const count = options.inputs.feeds?.[feed]?.rows.length ?? 0;
  if (order === 'random') return () => Math.floor(options.random() * count);
  let turn = options.thread.index;
  return () => {
    const row = turn % count;
    turn += options.thread.count;
    return row;
  };
}

/** A row that no other user of any scenario has; -1, and a report, where there is none. */
function uniqueRow(
  plan: Pick<RunPlan, 'values' | 'scenarios'>,
  feed: string,
  options: ValueSourceOptions,
): (scope: UserScope) => number {
  const count = options.inputs.feeds?.[feed]?.rows.length ?? 0;
  const { firstRows } = uniqueRows(plan, feed);
  return (scope) => {
    const row = (firstRows[scope.scenario] ?? 0) + scope.userIndex;
    if (scope.userIndex >= 0 && row < count) return row;
    scope.report(
      'value.feed_exhausted',
      scope.userIndex < 0
        ? `${feed} has a row for each user, and a shared setup belongs to no user`
        : `${feed} has ${count} rows, too few to give user ${row + 1} its own row`,
      'Add rows, start fewer users, or take rows in another order.',
    );
    return -1;
  };
}

/** Names that answers give, and when what they give is a secret: of several extractions the strictest counts. */
function extractedNames(plan: Pick<RunPlan, 'scenarios'>): Map<string, Secrecy | null> {
  const names = new Map<string, Secrecy | null>();
  const add = (spec: ExtractSpec) => {
    const secrecy = secrecyOf(spec);
    const known = names.get(spec.to);
    if (known !== 'always' && (secrecy !== null || known === undefined)) names.set(spec.to, secrecy);
  };
  for (const step of plan.scenarios.flatMap(stepsOf)) step.extract.forEach(add);
  return names;
}
