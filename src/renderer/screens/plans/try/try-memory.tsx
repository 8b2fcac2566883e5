import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';

interface TryMemory {
  /** What earlier answers gave, and what was typed for it: used by the next request that needs it. */
  readonly values: Readonly<Record<string, string>>;
  readonly learn: (values: Readonly<Record<string, string>>) => void;
}

const Context = createContext<TryMemory>({ values: {}, learn: () => {} });

/** Remembers, while the editor is open, what single requests gave: a token from the login goes into the next. */
export function TryMemoryProvider({ children }: { children: ReactNode }) {
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const memory = useMemo(
    () => ({
      values,
      learn: (more: Readonly<Record<string, string>>) => setValues((known) => ({ ...known, ...more })),
    }),
    [values],
  );
  return <Context.Provider value={memory}>{children}</Context.Provider>;
}

export function useTryMemory(): TryMemory {
  return useContext(Context);
}
