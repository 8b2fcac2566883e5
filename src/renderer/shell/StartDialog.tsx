import { createContext, type ReactNode, useContext, useState } from 'react';
import { StartModal } from './StartModal.tsx';
import type { StartRequest } from './start-form.ts';

const Context = createContext<(request: StartRequest) => void>(() => {});

/** Opens the start dialog from anywhere: `useStartDialog()(request)`. */
export function useStartDialog(): (request: StartRequest) => void {
  return useContext(Context);
}

export function StartDialogProvider({ children }: { children: ReactNode }) {
  const [request, setRequest] = useState<StartRequest | null>(null);
  return (
    <Context.Provider value={setRequest}>
      {children}
      {request === null ? null : (
        <StartModal key={JSON.stringify(request.plan)} request={request} onClose={() => setRequest(null)} />
      )}
    </Context.Provider>
  );
}
