import type { Range } from './chart-scale.ts';

/** Charts on one cursor and one zoom. */
export interface GroupState {
  /** Index of the second under the cursor; null: none. */
  readonly index: number | null;
  /** Visible part of the time axis; null: all of it. */
  readonly zoom: Range | null;
  /** Drawn for a printed page, whose width no layout tells a script in time. */
  readonly paper: boolean;
}

export class ChartGroup {
  #state: GroupState = { index: null, zoom: null, paper: false };
  readonly #listeners: ((state: GroupState) => void)[] = [];

  get state(): GroupState {
    return this.#state;
  }

  follow(listener: (state: GroupState) => void): void {
    this.#listeners.push(listener);
  }

  point(index: number | null): void {
    if (index !== this.#state.index) this.#set({ ...this.#state, index });
  }

  zoom(range: Range | null): void {
    this.#set({ ...this.#state, index: null, zoom: range });
  }

  paper(on: boolean): void {
    this.#set({ ...this.#state, index: null, paper: on });
  }

  #set(state: GroupState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }
}
