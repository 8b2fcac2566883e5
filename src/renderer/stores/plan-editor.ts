import { combine } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import { type Failure, fail, type Result } from '../../contract/failure.ts';
import type { OpenedPlan, PlanPlace, PlanSource, VisualEdit } from '../../contract/plan-editing.ts';
import { MAX_PLAN_CHARS } from '../../contract/plan-limits.ts';
import type { AnswerOf, ArgumentOf, PlanCheck } from '../../contract/wire.ts';
import type { Host } from '../host/host.ts';
import { followEdits } from './follow-edits.ts';
import { type Loadable, loading, ready, settle, valueIn } from './loadable.ts';
import { NO_HISTORY, redo, remember, type TextHistory, undo } from './text-history.ts';

/**
 * Keeping what is written:
 *
 * | state    | means                                                        | next                       |
 * |----------|--------------------------------------------------------------|----------------------------|
 * | saved    | the stored text is the one on the screen                     | waiting                    |
 * | waiting  | changed; stored when the hands rest for a moment             | saving                     |
 * | saving   | on its way                                                   | saved, waiting, failed, conflict |
 * | failed   | the program could not store it; `failure` says why           | saving                     |
 * | conflict | another window stored another text meanwhile                 | saved, saving              |
 */
export type KeepState = 'saved' | 'waiting' | 'saving' | 'failed' | 'conflict';

export interface PlanEditorState {
  readonly opened: Loadable<OpenedPlan>;
  /** The one truth: both sides show it, both sides change it. */
  readonly text: string;
  /** Of `checkedText`, which may be behind `text` for a moment. */
  readonly check: PlanCheck | null;
  readonly checkedText: string;
  /** Data of the last text that could be read: what the visual side shows meanwhile. */
  readonly data: unknown;
  readonly suite: unknown;
  readonly history: TextHistory;
  readonly keep: KeepState;
  readonly failure: Failure | null;
}
export type PlanEditorStore = ReturnType<typeof createPlanEditorStore>;

/**
 * What becomes of a text that could not be stored when its plan was left:
 *
 * | outcome | means                                                                          | next |
 * |---------|--------------------------------------------------------------------------------|------|
 * | copied  | it is a plan of its own now, `planId`                                          | none |
 * | stuck   | nothing could be stored; tried again whenever the program is reached again     | kept, copied |
 * | kept    | it was stuck, and is stored in its own plan now                                | none |
 */
export type LeftPlan = { readonly name: string; readonly text: string } & (
  | { readonly outcome: 'copied'; readonly planId: string }
  | { readonly outcome: 'stuck'; readonly failure: Failure }
  | { readonly outcome: 'kept' }
);

/**
 * Makes edits of the data there is when their turn comes, which those before them may have changed since they were
 * asked for. Where the text cannot be read, that is the data of the last one that could.
 * @param now where what stood at a place when they were asked for stands by then; null: the item is gone
 */
export type MakeEdits = (data: unknown, now: (path: PlanPlace) => PlanPlace | null) => readonly VisualEdit[];

/** Typing rests this long before the text is looked at anew (ms), and this long before it is stored. */
const CHECK_AFTER_MS = 180;
const KEEP_AFTER_MS = 700;

/** Why a plan is not sent to the program; null: it is short enough. A message too large would end the connection. */
export function tooLongPlan(text: string): Failure | null {
  if (text.length <= MAX_PLAN_CHARS) return null;
  return {
    code: 'plan.too_big',
    side: 'test',
    message: `The plan has more than ${MAX_PLAN_CHARS.toLocaleString('en-US')} characters.`,
    hint: 'Split it, or put long bodies and tables into files beside it.',
  };
}

interface Around {
  /** Hears of a text that was left unstored; never called where everything went well. */
  readonly onLeft?: (left: LeftPlan) => void;
}

const NOTHING: PlanEditorState = {
  opened: loading(),
  text: '',
  check: null,
  checkedText: '',
  data: null,
  suite: null,
  history: NO_HISTORY,
  keep: 'saved',
  failure: null,
};

/** One plan in the editor. */
export function createPlanEditorStore(host: Host, source: PlanSource, around: Around = {}) {
  return createStore(
    combine(NOTHING, (set, get) => {
      const desk = new Desk(host, source, { ...around, set, get });
      return {
        /** Opens the plan; returns the function that leaves it, which stores what is still to be stored; see `LeftPlan`. */
        open: () => desk.open(),
        /** A change made in the text. */
        type: (text: string) => desk.change(text, 'type'),
        /**
         * Changes made on the visual side, in order with those before.
         * @param make may be asked again, where the text is changed meanwhile
         * @param kind see `remember`
         * @returns why they could not be made; null: they are
         */
        edit: (make: MakeEdits, kind = '') => desk.edit(make, kind),
        /** Looks at the same text again: what it refers to may be there now. */
        recheck: () => desk.check(),
        undo: () => desk.travel(undo),
        redo: () => desk.travel(redo),
        /** Stores now what is not stored yet. @returns true where the stored text is the one on the screen */
        flush: () => desk.flush(),
        /** After a conflict: the text of the other window, or this one. */
        settleConflict: (which: 'theirs' | 'mine') => desk.settleConflict(which),
      };
    }),
  );
}

interface Within extends Around {
  readonly get: () => PlanEditorState;
  readonly set: (change: Partial<PlanEditorState>) => void;
}

/** The work behind the store: what is asked of the host, in which order, and when. */
class Desk {
  readonly #host: Host;
  readonly #source: PlanSource;
  readonly #onLeft: NonNullable<Around['onLeft']>;
  readonly #get: Within['get'];
  readonly #set: Within['set'];
  #edits: Promise<unknown> = Promise.resolve();
  /** For each edit whose turn has not come: what was edited since it was asked for. */
  readonly #waiting = new Set<VisualEdit[]>();
  /** Edits asked for that have not come to anything yet. */
  #underWay = 0;
  #checking: ReturnType<typeof setTimeout> | undefined;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #keeping: Promise<boolean> | null = null;

  constructor(host: Host, source: PlanSource, { onLeft = () => {}, get, set }: Within) {
    this.#host = host;
    this.#source = source;
    this.#onLeft = onLeft;
    this.#get = get;
    this.#set = set;
  }

  get #state(): PlanEditorState {
    return this.#get();
  }

  /** A command about a text; one that is too long is not sent. */
  async #ask<Name extends 'plans.check' | 'plans.edit' | 'plans.save'>(
    name: Name,
    argument: ArgumentOf<Name>,
  ): Promise<Result<AnswerOf<Name>>> {
    const tooLong = tooLongPlan(argument.text);
    return tooLong === null ? this.#host.call(name, argument) : fail(tooLong);
  }

  open(): () => void {
    void this.#load();
    const stopWatching = this.#host.onConnection((state) => {
      if (state === 'connected' && this.#state.keep === 'failed') void this.flush();
    });
    return () => {
      stopWatching();
      clearTimeout(this.#checking);
      void this.#leave();
    };
  }

  /** Stores what is not stored yet, in the plan or beside it, now or when the program is reached again. */
  async #leave(): Promise<void> {
    // The fields go after the screen: what is typed in them comes now.
    await Promise.resolve();
    if (await this.#flushLast()) return;
    const failure = await this.#copyAside();
    if (failure === null) return;
    this.#onLeft({ ...this.#left(), outcome: 'stuck', failure });
    const stopWatching = this.#host.onConnection(async (state) => {
      if (state !== 'connected') return;
      const isKept = await this.#flushLast();
      if (isKept) this.#onLeft({ ...this.#left(), outcome: 'kept' });
      if (isKept || (await this.#copyAside()) === null) stopWatching();
    });
  }

  /** As `flush`, with what came while it was storing: nobody is there to change more. */
  async #flushLast(): Promise<boolean> {
    const isKept = await this.flush();
    return isKept || (this.#state.keep === 'waiting' && (await this.flush()));
  }

  /** Keeps the text as a plan of its own. @returns why that could not be */
  async #copyAside(): Promise<Failure | null> {
    const left = this.#left();
    const result = await this.#ask('plans.save', { text: left.text });
    if (!result.ok) return result.failure;
    this.#onLeft({ ...left, outcome: 'copied', planId: result.value.row?.planId ?? '' });
    return null;
  }

  #left() {
    const name = valueIn(this.#state.opened)?.row?.name ?? '';
    return { name, text: this.#state.text };
  }

  async #load(): Promise<void> {
    const result = await this.#host.call('plans.get', { plan: this.#source });
    this.#set({ opened: settle(result) });
    if (!result.ok) return;
    const { text } = result.value;
    this.#set({ text, history: NO_HISTORY, keep: 'saved', failure: null });
    await this.check();
  }

  /** Takes over a text that both sides shall show. */
  change(text: string, kind: string): void {
    if (text === this.#state.text) return;
    const history = remember(this.#state.history, this.#state.text, { kind, at: Date.now() });
    this.#set({ text, history });
    this.#changed();
  }

  travel(step: typeof undo): void {
    const moved = step(this.#state.history, this.#state.text);
    if (moved === null) return;
    this.#set(moved);
    this.#changed();
  }

  /** Edits are done one after the other, each made of the data and the text there are then: none is lost, whoever is faster. */
  edit(make: MakeEdits, kind: string): Promise<Failure | null> {
    const since: VisualEdit[] = [];
    this.#waiting.add(since);
    this.#underWay += 1;
    // What is on its way is not stored, though nobody sees it in the text yet.
    if (this.#state.keep === 'saved' && this.#source.kind !== 'preset') this.#set({ keep: 'waiting' });
    const edited = this.#edits
      .then(() => {
        this.#waiting.delete(since);
        return this.#applyEdits((data) => make(data, (path) => followEdits(path, since)), kind);
      })
      .finally(() => this.#arrived());
    // One that throws is a bug, and no reason to hold up those behind it.
    this.#edits = edited.catch(() => null);
    return edited;
  }

  /** Where all edits have come and none of them changed anything, there is nothing to be stored. */
  #arrived(): void {
    this.#underWay -= 1;
    const { keep, text, opened } = this.#state;
    if (this.#underWay > 0 || keep !== 'waiting' || valueIn(opened)?.text !== text) return;
    clearTimeout(this.#resting);
    this.#set({ keep: 'saved' });
  }

  async #applyEdits(make: (data: unknown) => readonly VisualEdit[], kind: string): Promise<Failure | null> {
    for (;;) {
      const { text, checkedText } = this.#state;
      // Typed, or taken back, a moment ago: the data is still that of the text before.
      const unseen = text === checkedText ? null : await this.check();
      if (unseen !== null) return unseen;
      if (this.#state.text !== text) continue;
      const edits = make(this.#state.data);
      if (edits.length === 0) return null;
      const result = await this.#ask('plans.edit', { text, edits: [...edits] });
      // Typed meanwhile: the edit is made on what is there now.
      if (this.#state.text !== text) continue;
      if (!result.ok) {
        this.#set({ failure: result.failure });
        return result.failure;
      }
      const { text: edited, ...check } = result.value;
      if (edited !== text) {
        const history = remember(this.#state.history, text, { kind, at: Date.now() });
        this.#set({ text: edited, history });
        this.#keepSoon();
      }
      clearTimeout(this.#checking);
      for (const since of this.#waiting) since.push(...edits);
      this.#take(check, edited);
      return null;
    }
  }

  #changed(): void {
    clearTimeout(this.#checking);
    this.#checking = setTimeout(() => void this.check(), CHECK_AFTER_MS);
    this.#keepSoon();
  }

  /** @returns why the text could not be looked at; null: it was, or there is another one by now */
  async check(): Promise<Failure | null> {
    const { text } = this.#state;
    const result = await this.#ask('plans.check', { text });
    if (this.#state.text !== text) return null;
    if (result.ok) this.#take(result.value, text);
    else this.#set({ failure: result.failure });
    return result.ok ? null : result.failure;
  }

  #take(check: PlanCheck, checkedText: string): void {
    const shown = check.readable ? { data: check.data, suite: check.suite } : {};
    // Why it is not stored is said until it is.
    const isUnstored = this.#state.keep === 'failed' || this.#state.keep === 'conflict';
    const failure = isUnstored ? this.#state.failure : null;
    this.#set({ check, checkedText, failure, ...shown });
  }

  #keepSoon(): void {
    if (this.#source.kind === 'preset' || this.#state.keep === 'conflict') return;
    this.#set({ keep: 'waiting' });
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => void this.flush(), KEEP_AFTER_MS);
  }

  async flush(): Promise<boolean> {
    await this.#edits;
    clearTimeout(this.#resting);
    while (this.#keeping !== null) await this.#keeping;
    if (this.#state.keep === 'saved') return true;
    if (this.#state.keep === 'conflict') return false;
    this.#keeping = this.#keep();
    const kept = await this.#keeping;
    this.#keeping = null;
    return kept;
  }

  async #keep(): Promise<boolean> {
    const opened = valueIn(this.#state.opened);
    if (opened?.row == null) return false;
    const { text } = this.#state;
    this.#set({ keep: 'saving' });
    const { planId } = opened.row;
    const result = await this.#ask('plans.save', { text, planId, revision: opened.revision });
    if (!result.ok) {
      const keep = result.failure.code === 'plan.changed_elsewhere' ? 'conflict' : 'failed';
      this.#set({ keep, failure: result.failure });
      return false;
    }
    const isLast = this.#state.text === text;
    this.#set({
      opened: ready(result.value),
      keep: isLast && this.#underWay === 0 ? 'saved' : 'waiting',
      failure: null,
    });
    if (!isLast) this.#keepSoon();
    return isLast;
  }

  async settleConflict(which: 'theirs' | 'mine'): Promise<void> {
    const result = await this.#host.call('plans.get', { plan: this.#source });
    if (!result.ok) return this.#set({ failure: result.failure });
    // What is typed meanwhile is part of mine.
    this.#set({ opened: ready(result.value), keep: 'waiting', failure: null });
    if (which === 'theirs') {
      // Mine is one step back, so that even this choice can be undone.
      this.change(result.value.text, '');
      clearTimeout(this.#resting);
      this.#set({ keep: 'saved' });
    } else {
      await this.flush();
    }
  }
}
