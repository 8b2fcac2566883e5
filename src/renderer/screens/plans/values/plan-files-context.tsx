import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import type { PlanFileRow } from '../../../../contract/plan-editing.ts';
import { useWorkbench } from '../../../stores/workbench.tsx';
import { useEditor } from '../fields/editor-context.tsx';
import { readFile, useFileChooser } from '../fields/file-chooser.tsx';

/** What one message to the program can hold. */
const MAX_BYTES = 3_000_000;

interface PlanFiles {
  /** Null: not known (yet). */
  readonly files: readonly PlanFileRow[] | null;
  /**
   * Lets the user choose a file.
   * @param name which it is to have beside the plan; null: its own
   * @param onAdded hears of the name it was added under
   */
  choose(name: string | null, onAdded?: (file: PlanFileRow) => void): void;
  remove(name: string): void;
}

const Context = createContext<PlanFiles>({ files: null, choose: () => {}, remove: () => {} });

/** The tables among the files. */
export function tablesOf(files: PlanFiles['files']) {
  return (files ?? []).flatMap(({ name, table }) => (table === null ? [] : [{ name, ...table }]));
}

/** The files beside the plan, for all who draw from them. */
export function usePlanFiles(): PlanFiles {
  return useContext(Context);
}

interface Wanted {
  readonly name: string | null;
  readonly onAdded: ((file: PlanFileRow) => void) | undefined;
}

export function PlanFilesProvider({ children }: { children: ReactNode }) {
  const { planId } = useEditor();
  const { host, notices } = useWorkbench();
  const [files, setFiles] = useState<readonly PlanFileRow[] | null>(null);
  const wanted = useRef<Wanted>({ name: null, onAdded: undefined });
  useEffect(() => {
    if (planId === null) return;
    void host.call('plans.files', { planId }).then((result) => {
      if (result.ok) setFiles(result.value);
    });
  }, [host, planId]);
  const add = async (file: File) => {
    if (planId === null) return;
    if (file.size > MAX_BYTES) {
      return notices.getState().say(`${file.name} is larger than ${MAX_BYTES / 1_000_000} MB.`);
    }
    const { name, onAdded } = wanted.current;
    const base64 = await readFile(file, () => base64Of(file));
    if (!base64.ok) return notices.getState().complain(base64.failure);
    const as = name ?? file.name;
    const result = await host.call('plans.putFile', { planId, name: as, base64: base64.value });
    if (!result.ok) return notices.getState().complain(result.failure);
    setFiles(result.value);
    const row = result.value.find((one) => one.name === as);
    if (row !== undefined) onAdded?.(row);
  };
  const { choose, chooser } = useFileChooser('File to add to the plan', add);
  const value: PlanFiles = {
    files,
    choose: (name, onAdded) => {
      wanted.current = { name, onAdded };
      choose();
    },
    remove: async (name) => {
      if (planId === null) return;
      const result = await host.call('plans.removeFile', { planId, name });
      if (result.ok) setFiles(result.value);
      else notices.getState().complain(result.failure);
    },
  };
  return (
    <Context.Provider value={value}>
      {children}
      {planId === null ? null : chooser}
    </Context.Provider>
  );
}

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8_192)
    binary += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(binary);
}
