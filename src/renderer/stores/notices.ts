import { createStore } from 'zustand/vanilla';
import type { Failure } from '../../contract/failure.ts';

export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly detail: string;
  readonly tone: 'plain' | 'bad';
  readonly action: { readonly label: string; run(): void } | null;
}

export interface NoticesState {
  readonly notices: readonly Notice[];
  say(text: string, action?: Notice['action']): void;
  /** Says a failure: what happened, then what to do. */
  complain(failure: Failure): void;
  dismiss(id: number): void;
}

/** More than this at once is a pile nobody reads. */
const MOST = 3;

/** Short messages at the foot of the window; the newest last. */
export function createNoticesStore() {
  let nextId = 1;
  return createStore<NoticesState>()((set) => {
    const add = (notice: Omit<Notice, 'id'>) =>
      set((state) => ({ notices: [...state.notices, { ...notice, id: nextId++ }].slice(-MOST) }));
    return {
      notices: [],
      say: (text, action = null) => add({ text, detail: '', tone: 'plain', action }),
      complain: (failure) => add({ text: failure.message, detail: failure.hint, tone: 'bad', action: null }),
      dismiss: (id) => set((state) => ({ notices: state.notices.filter((notice) => notice.id !== id) })),
    };
  });
}
