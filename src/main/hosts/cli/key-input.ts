/** Where keys come from: standard input, or in a test what stands in for it. */
export interface KeySource {
  setRawMode(isRaw: boolean): unknown;
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  off(event: 'data', listener: (chunk: Buffer) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** What is done with keys. */
interface KeyListeners {
  /** A character that was typed; keys that are more than one, such as arrows, are not told. */
  readonly onKey: (key: string) => void;
  /** Ctrl-C, which is a character as long as the terminal is raw. */
  readonly onInterrupt: () => void;
}

/** The process whose terminal it is. */
export interface KeyOwner {
  readonly pid: number;
  readonly platform: string;
  on(event: 'exit' | 'SIGCONT', listener: () => void): unknown;
  off(event: 'exit' | 'SIGCONT', listener: () => void): unknown;
  kill(pid: number, signal: 'SIGTSTP' | 'SIGQUIT'): unknown;
  /** Whether it has the terminal; false: it is a job in the background. */
  isForeground(): boolean;
}

const INTERRUPT = '\u0003';
const SUSPEND = '\u001a';
const QUIT = '\u001c';
const ESCAPE = '\u001b';

/**
 * Listens to single keys of a terminal, without waiting for Enter:
 *
 * | state     | the terminal is                    | next                              |
 * |-----------|------------------------------------|-----------------------------------|
 * | listening | raw: keys and Ctrl-C are characters | suspended (Ctrl-Z), released      |
 * | suspended | as it was                          | listening (fg), released          |
 * | released  | as it was                          | none                              |
 *
 * However the process ends, its `exit` puts the terminal back; a kill that nobody can catch leaves that to the shell.
 * @returns releases the terminal; safe to call twice
 */
export function listenToKeys(
  source: KeySource,
  { onKey, onInterrupt }: KeyListeners,
  owner: KeyOwner,
): () => void {
  let isRaw = false;
  const set = (raw: boolean) => {
    // Asked for twice, a mode that something else has changed meanwhile would not be set again.
    if (raw && isRaw) source.setRawMode(false);
    if (raw || isRaw) source.setRawMode(raw);
    isRaw = raw;
    if (raw) source.resume();
    else source.pause();
  };
  const suspend = () => {
    if (owner.platform === 'win32') return;
    set(false);
    // As the terminal itself would: the whole job, with the launcher and npm.
    owner.kill(0, 'SIGTSTP');
  };
  const hear = (chunk: Buffer) => {
    const typed = chunk.toString('utf8');
    // Arrows and the like begin with an escape; what follows it are no keys of their own.
    if (typed.startsWith(ESCAPE)) return;
    for (const key of typed) {
      if (key === INTERRUPT) onInterrupt();
      else if (key === SUSPEND) suspend();
      else if (key === QUIT) {
        set(false);
        owner.kill(owner.pid, 'SIGQUIT');
      } else onKey(key);
    }
  };
  const wake = () => {
    if (owner.isForeground()) set(true);
  };
  const release = () => {
    source.off('data', hear);
    owner.off('exit', release);
    owner.off('SIGCONT', wake);
    set(false);
  };
  source.on('data', hear);
  owner.on('exit', release);
  owner.on('SIGCONT', wake);
  set(true);
  return release;
}
