import { combine } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import type { ConsoleFrame, ConsoleOpen, ConsoleOpened, ConsoleUpdate } from '../../contract/console.ts';
import type { Failure, Result } from '../../contract/failure.ts';
import type { Host } from '../host/host.ts';

/** Frames kept to be looked at, and characters of them together: a day of prices must not fill the memory of a page. */
export const MAX_KEPT = 1_000;
export const MAX_KEPT_CHARS = 4_000_000;

/**
 * A connection by hand:
 *
 * | phase   | means                                  | next            |
 * |---------|----------------------------------------|-----------------|
 * | idle    | never opened, or the last attempt failed | opening        |
 * | opening | asked for, not answered                | open, idle      |
 * | open    | frames travel                          | closing, closed |
 * | closing | we have said goodbye                   | closed          |
 * | closed  | over; its frames are still here        | opening         |
 */
type ConsolePhase = 'idle' | 'opening' | 'open' | 'closing' | 'closed';

interface ConsoleData {
  readonly phase: ConsolePhase;
  readonly opened: ConsoleOpened | null;
  /** The latest ones, oldest first. */
  readonly frames: readonly ConsoleFrame[];
  /** Of all that travelled, also those that are not kept. */
  readonly framesIn: number;
  readonly framesOut: number;
  /** Why the last attempt, or the connection, ended, or why the last send was refused; null where nothing went wrong. */
  readonly failure: Failure | null;
}
export type ConsoleState = ReturnType<ReturnType<typeof createConsoleStore>['getState']>;

/** The newest frames of both lists within the bounds. */
export function keepFrames(
  known: readonly ConsoleFrame[],
  more: readonly ConsoleFrame[],
): readonly ConsoleFrame[] {
  const all = [...known, ...more];
  let chars = 0;
  let first = all.length;
  while (first > 0 && all.length - first < MAX_KEPT) {
    chars += all[first - 1]?.text.length ?? 0;
    if (chars > MAX_KEPT_CHARS && first < all.length) break;
    first -= 1;
  }
  return first === 0 ? all : all.slice(first);
}

const NOT_OPEN = 'console.not_open';
const NOTHING = { opened: null, frames: [], framesIn: 0, framesOut: 0, failure: null } as const;
const IDLE: ConsoleData = { phase: 'idle', ...NOTHING };

/** @param makeId a fresh name for each connection */
export function createConsoleStore(host: Host, makeId: () => string) {
  let consoleId = '';
  return createStore(
    combine(IDLE, (set, get) => {
      const ask = async (work: (id: string) => Promise<Result<unknown>>): Promise<boolean> => {
        const id = consoleId;
        const result = await work(id);
        if (id !== consoleId) return result.ok;
        if (result.ok) {
          if (get().phase === 'open') set({ failure: null });
          return true;
        }
        // The program does not know this connection any more: it was started anew, say.
        const isGone = result.failure.code === NOT_OPEN && get().phase === 'open';
        set({ failure: result.failure, ...(isGone ? { phase: 'closed' } : {}) });
        return false;
      };
      const follow = (update: ConsoleUpdate) => {
        if (update.consoleId !== consoleId) return;
        const { frames, phase, failure } = get();
        set({
          frames: keepFrames(frames, update.frames),
          framesIn: update.framesIn,
          framesOut: update.framesOut,
          phase: update.state === 'closed' ? 'closed' : phase,
          // A refused send is not undone by what travels after it.
          failure: update.failure ?? failure,
        });
      };
      return {
        open: async (request: Omit<ConsoleOpen, 'consoleId'>) => {
          if (get().phase === 'opening' || get().phase === 'open') return;
          const id = makeId();
          consoleId = id;
          set({ phase: 'opening', ...NOTHING });
          const result = await host.call('console.open', { ...request, consoleId: id });
          if (id !== consoleId || get().phase === 'closed') return;
          if (result.ok) set({ phase: 'open', opened: result.value });
          else
            set({
              phase: 'idle',
              failure: result.failure.code === 'console.given_up' ? null : result.failure,
            });
        },
        /** @returns true where it was sent */
        send: (text: string) => ask((id) => host.call('console.send', { consoleId: id, text })),
        ping: () => ask((id) => host.call('console.ping', { consoleId: id })),
        close: async () => {
          const { phase } = get();
          if (phase !== 'open' && phase !== 'opening') return;
          const id = consoleId;
          if (phase === 'open') set({ phase: 'closing' });
          const result = await host.call('console.close', { consoleId: id });
          // An attempt to open is answered itself, whatever becomes of this.
          if (result.ok || id !== consoleId || get().phase !== 'closing') return;
          // What is gone already is what was wished.
          if (result.failure.code === NOT_OPEN) set({ phase: 'closed' });
          else set({ phase: 'closed', failure: result.failure });
        },
        clear: () => set({ frames: [] }),
        /** Follows the connection; the function it returns closes it and stops following. */
        attach: () => {
          const stop = host.on('console.frame', follow);
          const stopWatching = host.onConnection((state) => {
            // The end of a goodbye was told to nobody.
            if (state !== 'connected' && get().phase === 'closing') set({ phase: 'closed' });
          });
          return () => {
            const { phase } = get();
            if (phase === 'opening' || phase === 'open') void host.call('console.close', { consoleId });
            if (phase === 'opening') set({ phase: 'idle' });
            // Nobody hears any more how a goodbye ends.
            else if (phase === 'open' || phase === 'closing') set({ phase: 'closed' });
            consoleId = '';
            stop();
            stopWatching();
          };
        },
      };
    }),
  );
}
