import { useEffect, useRef, useState } from 'react';
import type { Reader } from './field-readers.ts';

/** What is typed rests this long before it is taken over (ms). */
const REST_MS = 350;
/** A field that was left shows what was typed until the plan has it, at most this long (ms). */
const HANDOVER_MS = 800;

interface Options {
  readonly value: string;
  readonly read: Reader;
  readonly commit: (value: unknown) => void;
  /** False: taken over only when it is finished, for what other things go by, such as a name. */
  readonly whileTyping?: boolean | undefined;
}

/**
 * Keeps what is being typed apart from the value it will become, so that a value written another way (`90s` as
 * `1m30s`) does not jump under the hands. It shows the value again when the field is left.
 */
export function useDraft({ value, read, commit, whileTyping = true }: Options) {
  const [typed, setTyped] = useState<string | null>(null);
  const latest = useRef({ read, commit, typed, value });
  latest.current = { read, commit, typed, value };
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const isLeft = useRef(false);
  /**
   * Taken over last; null: something else was typed since. It may be written another way in the plan, and it is not
   * taken over again when the field goes: what it was typed for may be another thing by then.
   */
  const given = useRef<string | null>(null);
  /** Something was taken over and has not arrived: the value shown is not the one there will be. */
  const isOnItsWay = useRef(false);
  const take = () => {
    clearTimeout(timer.current);
    const now = latest.current;
    const known = given.current ?? (isOnItsWay.current ? null : now.value);
    if (now.typed === null || now.typed === known) return;
    const reading = now.read(now.typed);
    if ('error' in reading) return;
    given.current = now.typed;
    isOnItsWay.current = true;
    now.commit(reading.value);
  };
  const takeLast = useRef(take);
  takeLast.current = take;
  // A field that goes away takes nothing typed with it.
  useEffect(() => () => takeLast.current(), []);
  const forget = () => {
    given.current = null;
    setTyped(null);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the arrival of another value is the event
  useEffect(() => {
    isOnItsWay.current = false;
    if (isLeft.current) setTyped(null);
  }, [value]);
  const reading = typed === null ? null : read(typed);
  return {
    text: typed ?? value,
    /** Why what is typed cannot be taken over. */
    error: reading !== null && 'error' in reading ? reading.error : null,
    change: (text: string) => {
      isLeft.current = false;
      if (text !== given.current) given.current = null;
      setTyped(text);
      clearTimeout(timer.current);
      if (whileTyping) timer.current = setTimeout(() => takeLast.current(), REST_MS);
    },
    /** Takes over what is typed now: Enter, or the field is left. */
    finish: () => {
      take();
      const { typed: last } = latest.current;
      // What cannot be taken over stays to be mended.
      if (last === null || 'error' in read(last)) return;
      isLeft.current = true;
      timer.current = setTimeout(forget, last === value ? 0 : HANDOVER_MS);
    },
  };
}
