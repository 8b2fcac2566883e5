import { isHiddenName } from '../../../contract/credential-names.ts';
import type { Failure } from '../../../contract/failure.ts';
import { isTokenShaped } from '../../../contract/token-shape.ts';
import type { CookieJar } from '../cookies/cookie-jar.ts';
import type { LearnedSecret } from '../measure/sample.ts';
import type { Scope } from './port.ts';

/** Makes the value of one name for one user; `undefined` where there is none. */
export type Draw = (scope: UserScope) => unknown;

/** What every scope of a source knows of a name. */
export interface Slot {
  readonly name: string;
  readonly index: number;
  /** null: only an answer gives it. */
  draw: Draw | null;
  /** Keep the drawn value: as long as the user, for the iteration, or not at all. */
  keep: 'user' | 'iteration' | 'never';
  /** An answer may give it, or something it is made of. */
  fromAnswers: boolean;
  /** Of the environment or a named secret, called as a credential, or made of one of these. */
  holdsSecret: boolean;
}

/** When a value of a name is a secret: whatever it is, or where it looks like a token. */
export type Secrecy = 'always' | 'by-looks';

/** All names of a source. */
export interface Slots {
  /** Finds the slot of a name, making it where it is new. */
  slotOf(name: string): Slot;
  /** Those that may hold what nobody knows before the run, and nobody may see. */
  readonly secretSlots: ReadonlyMap<Slot, Secrecy>;
}

/**
 * Values of one user. What answers gave (`own`) goes before what the shared setup of its class got, that before what
 * those of other classes got, and all of them before what the plan says. A drawn value is kept until the iteration it was drawn in is over; iterations are numbered, so that beginning
 * one forgets all of them at no cost.
 */
export class UserScope implements Scope {
  readonly userIndex: number;
  /** Place in the plan of the scenario whose user it is. */
  readonly scenario: number;
  readonly cookies: CookieJar | null;
  readonly #slots: Slots;
  readonly #shared: UserScope | null;
  readonly #own: unknown[];
  readonly #drawn: unknown[] = [];
  readonly #drawnIn: number[] = [];
  readonly #seen = new Map<string, unknown>();
  /** What secrets were before an answer of this iteration gave others: the request it answers was made of them. */
  #replaced: { readonly slot: Slot; readonly value: unknown }[] = [];
  readonly #sharesAll: boolean;
  readonly #isUser: boolean;
  /** The scope of the user itself where this is that of an item of a list. */
  readonly #user: UserScope | null;
  /** Place in the list where this is the scope of an item of one; 0 elsewhere. */
  position = 0;
  #iteration = 1;
  #problem: Failure | null = null;
  #item: UserScope | null = null;

  constructor(
    userIndex: number,
    slots: Slots,
    from: {
      readonly scenario: number;
      readonly shared: UserScope | null;
      readonly own?: unknown[];
      /** What is set here is set in `shared` too. */
      readonly sharesAll?: boolean;
      /** False: arrivals take turns in it, so that what belongs to a user lasts one iteration. Absent: true. */
      readonly isUser?: boolean;
      readonly user?: UserScope;
      readonly cookies?: CookieJar | null;
    },
  ) {
    this.userIndex = userIndex;
    this.scenario = from.scenario;
    this.#slots = slots;
    this.#shared = from.shared;
    this.#own = from.own ?? [];
    this.#sharesAll = from.sharesAll ?? false;
    this.#isUser = from.isUser ?? true;
    this.#user = from.user ?? null;
    this.cookies = from.cookies ?? null;
  }

  beginIteration(): void {
    this.#iteration += 1;
    if (this.#replaced.length > 0) this.#replaced = [];
    this.cookies?.forgetReplaced();
  }

  set(name: string, value: unknown): void {
    const slot = this.#slots.slotOf(name);
    this.#keepReplaced(slot, value);
    this.#own[slot.index] = value;
    if (this.#sharesAll) this.#shared?.set(name, value);
  }

  given(name: string): unknown {
    return this.#own[this.#slots.slotOf(name).index];
  }

  get(name: string): unknown {
    return this.read(this.#slots.slotOf(name));
  }

  saw(name: string, value: unknown): void {
    this.#seen.set(name, value);
  }

  secrets(): LearnedSecret[] {
    const secrets: LearnedSecret[] = [];
    const add = (slot: Slot, value: unknown) => {
      const secrecy = this.#slots.secretSlots.get(slot);
      for (const text of textsIn(value)) {
        if (secrecy === 'always' || isTokenShaped(text)) secrets.push([slot.name, text]);
      }
    };
    for (const slot of this.#slots.secretSlots.keys()) add(slot, this.#known(slot));
    // One setup for all may renew what requests under way were made of, so those it shares with are asked too.
    for (let scope: UserScope | null = this; scope !== null; scope = scope.#shared)
      for (const { slot, value } of scope.#replaced) add(slot, value);
    // A cookie goes where it likes: an answer may show it, and so may an address.
    for (const { name, value } of [...(this.cookies?.cookies ?? []), ...(this.cookies?.replaced ?? [])]) {
      if (isHiddenName(name) || isTokenShaped(value)) secrets.push([name, value]);
    }
    for (const [name, value] of this.#seen) for (const text of textsIn(value)) secrets.push([name, text]);
    return secrets;
  }

  /** The request whose answer gives a new value was made of the one known so far. */
  #keepReplaced(slot: Slot, value: unknown): void {
    if (!this.#slots.secretSlots.has(slot)) return;
    const known = this.#known(slot);
    if (known === undefined || known === value) return;
    if (this.#replaced.length === MAX_REPLACED) this.#replaced.shift();
    this.#replaced.push({ slot, value: known });
  }

  /** What a name stands for now, drawing nothing. */
  #known(slot: Slot): unknown {
    return this.ownValue(slot) ?? this.#drawn[slot.index];
  }

  takeProblem(): Failure | null {
    const problem = this.#problem;
    this.#problem = null;
    return problem;
  }

  /** Keeps the first problem of a rendering: the later ones follow from it. */
  report(code: string, message: string, hint: string): void {
    this.#problem ??= { code, side: 'test', message, hint };
  }

  read(slot: Slot): unknown {
    const own = this.#own[slot.index];
    if (own !== undefined) return own;
    const shared = this.#shared?.ownValue(slot);
    if (shared !== undefined) return shared;
    if (slot.draw === null) return undefined;
    if (slot.keep === 'never') return slot.draw(this);
    if (slot.keep === 'user' && this.#user !== null) return this.#user.read(slot);
    const drawnIn = this.#drawnIn[slot.index];
    const isKept = slot.keep === 'user' && this.#isUser && drawnIn !== undefined;
    if (drawnIn === this.#iteration || isKept) {
      return this.#drawn[slot.index];
    }
    const value = slot.draw(this);
    this.#drawn[slot.index] = value;
    this.#drawnIn[slot.index] = this.#iteration;
    return value;
  }

  /** What it was given, or else what those it shares with were. */
  ownValue(slot: Slot): unknown {
    const own = this.#own[slot.index];
    return own === undefined ? this.#shared?.ownValue(slot) : own;
  }

  /** The scope of one item of a list: sees what this one was given, draws its own. One object serves all items in turn. */
  openItem(position: number): UserScope {
    this.#item ??= new UserScope(this.userIndex, this.#slots, {
      scenario: this.scenario,
      shared: this.#shared,
      own: this.#own,
      user: this,
    });
    this.#item.beginIteration();
    this.#item.position = position;
    return this.#item;
  }

  /** Takes over what went wrong in an item. */
  closeItem(item: UserScope): void {
    this.#problem ??= item.takeProblem();
  }
}

/** Of one iteration: more than one answer gives, few enough for tasks of a thousand steps. */
const MAX_REPLACED = 20;
/** Of one value: an answer may give a whole document under a name. */
const MAX_TEXTS = 50;
const LONGEST_SECRET = 8_192;

function textsIn(value: unknown, into: string[] = []): string[] {
  if (into.length >= MAX_TEXTS) return into;
  if (typeof value === 'string') {
    if (value !== '' && value.length <= LONGEST_SECRET) into.push(value);
  } else if (typeof value === 'number') into.push(String(value));
  else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) textsIn(item, into);
  }
  return into;
}

/** Templates are rendered with scopes of the source that compiled them; anything else is a mistake of the caller. */
export function userScope(scope: Scope): UserScope {
  if (scope instanceof UserScope) return scope;
  throw new TypeError('a template was rendered with a scope that no value source opened');
}
