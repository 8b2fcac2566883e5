import { combine } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import type { Failure, Result } from '../../contract/failure.ts';

interface NoticeAction {
  readonly label: string;
  run(): void;
  /** The runs or plans it is about, by id: once all of them are settled otherwise, there is nothing left to do. */
  readonly about?: readonly string[];
}

export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly detail: string;
  readonly tone: 'plain' | 'bad';
  readonly action: NoticeAction | null;
  /** Until it is dismissed: what it offers is the only way to something. */
  readonly stays: boolean;
}

/** More than this at once is a pile nobody reads. */
const MAX_PASSING = 3;

/** Short messages at the foot of the window; the newest last. */
export function createNoticesStore() {
  let nextId = 1;
  const initial: { readonly notices: readonly Notice[] } = { notices: [] };
  return createStore(
    combine(initial, (set) => {
      const add = (notice: Omit<Notice, 'id'>) =>
        set((state) => ({ notices: newest([...state.notices, { ...notice, id: nextId++ }]) }));
      /** Says a failure: what happened, then what to do. */
      const complain = (failure: Failure) =>
        add({ text: failure.message, detail: failure.hint, tone: 'bad', action: null, stays: false });
      return {
        say: (text: string, action: Notice['action'] = null, stays = false) =>
          add({ text, detail: '', tone: stays ? 'bad' : 'plain', action, stays }),
        complain,
        /** Waits for work, and complains where it fails. */
        attempt: async <Answer extends Result<unknown>>(work: Promise<Answer>): Promise<Answer> => {
          const result = await work;
          if (!result.ok) complain(result.failure);
          return result;
        },
        dismiss: (id: number) =>
          set((state) => ({ notices: state.notices.filter((notice) => notice.id !== id) })),
        /** A run or plan was brought back some other way: no message offers that any more. */
        settled: (about: string) =>
          set((state) => ({ notices: state.notices.flatMap((one) => withoutAbout(one, about)) })),
      };
    }),
  );
}

/** The message with one thing less to act on; none where that was the last. */
function withoutAbout(notice: Notice, settled: string): Notice[] {
  const { about } = notice.action ?? {};
  if (notice.action === null || !about?.includes(settled)) return [notice];
  const left = about.filter((id) => id !== settled);
  return left.length === 0 ? [] : [{ ...notice, action: { ...notice.action, about: left } }];
}

/** Those that stay, and as many of the others as are read. */
function newest(notices: readonly Notice[]): Notice[] {
  const passing = notices.filter(({ stays }) => !stays).slice(-MAX_PASSING);
  return notices.filter((notice) => notice.stays || passing.includes(notice));
}
