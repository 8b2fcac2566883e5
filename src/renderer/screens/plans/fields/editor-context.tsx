import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { recordOf, textOf, valueAt } from '../../../../contract/plan-data.ts';
import type { PlanPlace, PlanProblem, PlanSource, VisualEdit } from '../../../../contract/plan-editing.ts';
import type { PlanCheck } from '../../../../contract/wire.ts';
import { valueIn } from '../../../stores/loadable.ts';
import type { MakeEdits, PlanEditorStore } from '../../../stores/plan-editor.ts';
import { appendEdits, dropEdits, putEdits } from './plan-data.ts';

interface EditorContext {
  readonly store: PlanEditorStore;
  readonly source: PlanSource;
  /** A preset, or a part that stands somewhere else: shown, not changed. */
  readonly readOnly: boolean;
  readonly chosenSize: string | null;
  readonly chooseSize: (size: string) => void;
  /** What single requests gave while the editor is open, and what was typed for them: the next that needs it uses it. */
  readonly learned: Readonly<Record<string, string>>;
  readonly learn: (values: Readonly<Record<string, string>>) => void;
  /** Shown in place of the plan's data, for parts that are not written in it; undefined: the plan's. */
  readonly shown?: unknown;
  /** Shows a place of the text. */
  readonly reveal: (problem: Pick<PlanProblem, 'line' | 'column'>) => void;
}

const Context = createContext<EditorContext | null>(null);

type ProviderProps = Pick<EditorContext, 'store' | 'source' | 'reveal'> & { readonly children: ReactNode };

export function EditorProvider({ store, source, reveal, children }: ProviderProps) {
  const [chosenSize, chooseSize] = useState<string | null>(null);
  const [learned, setLearned] = useState<Readonly<Record<string, string>>>({});
  const value = useMemo(
    () => ({
      store,
      source,
      readOnly: source.kind === 'preset',
      reveal,
      chosenSize,
      chooseSize,
      learned,
      learn: (more: Readonly<Record<string, string>>) => setLearned((known) => ({ ...known, ...more })),
    }),
    [store, source, reveal, chosenSize, learned],
  );
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

/** A part that is shown and cannot be changed here: its data stands somewhere else. */
export function ReadOnlyPart({ data, children }: { data: unknown; children: ReactNode }) {
  const context = useContext(Context);
  if (context === null) throw new Error('ReadOnlyPart outside of EditorProvider');
  return <Context.Provider value={{ ...context, readOnly: true, shown: data }}>{children}</Context.Provider>;
}

/** What every piece of the visual side works with: the data as written, and how to change it. */
export function useEditor() {
  const context = useContext(Context);
  if (context === null) throw new Error('useEditor outside of EditorProvider');
  const { store, chosenSize, shown, ...rest } = context;
  const written = useStore(store, (state) => state.data);
  const data = shown === undefined ? written : shown;
  const suite = useStore(store, (state) => state.suite);
  const check = useStore(store, (state) => state.check);
  const revision = useStore(store, (state) => valueIn(state.opened)?.revision ?? 0);
  const sizes = Object.keys(recordOf(valueAt(data, ['sizes'])));
  const usual = textOf(valueAt(data, ['size']));
  const wanted = chosenSize ?? (usual === '' ? null : usual);
  return {
    ...rest,
    data,
    suite,
    check,
    sizes,
    /** The size whose numbers are shown and changed; null: the plan comes in one size. */
    size: wanted !== null && sizes.includes(wanted) ? wanted : (sizes[0] ?? null),
    /** Of the stored plan; null for a preset. */
    /** One more with each text that was saved. */
    revision,
    planId: rest.source.kind === 'stored' ? rest.source.planId : null,
    ...editsOf(store),
  };
}

/**
 * How the data is changed. What is shown may be behind what was done already, so each change is made of the data there
 * is when its turn comes, at the place that was meant: an item that moved is followed, one that is gone is let be.
 */
export function editsOf(store: PlanEditorStore) {
  /** @param kind changes of one kind in quick succession are undone together */
  const edit = (make: MakeEdits, kind?: string) => void store.getState().edit(make, kind);
  const editAt = (path: PlanPlace, make: MakeEditsAt, kind?: string) =>
    edit((data, now) => {
      const place = now(path);
      return place === null ? [] : make(data, place);
    }, kind);
  /** Makes a value of the one there is; undefined takes it away. */
  const change = (path: PlanPlace, make: (before: unknown) => unknown, kind = path.join('.')) =>
    editAt(path, (data, place) => putEdits(data, place, make(valueAt(data, place))), kind);
  return {
    edit,
    editAt,
    change,
    /** Sets a value; undefined takes it away. */
    put: (path: PlanPlace, value: unknown, kind?: string) => change(path, () => value, kind),
    /** Takes a value away; see `dropEdits`. */
    drop: (path: PlanPlace, keep?: number) => editAt(path, (data, place) => dropEdits(data, place, keep)),
    append: (path: PlanPlace, added: unknown) =>
      editAt(path, (data, place) => appendEdits(data, place, added)),
    rename: (path: PlanPlace, to: string) =>
      editAt(path, (_, place) => (place.at(-1) === to ? [] : [{ op: 'rename', path: [...place], to }])),
  };
}

/** @param place where what was meant stands now */
type MakeEditsAt = (data: unknown, place: PlanPlace) => readonly VisualEdit[];

/** The store itself, for what goes beyond the data. */
export function useEditorStore(): PlanEditorStore {
  const context = useContext(Context);
  if (context === null) throw new Error('useEditorStore outside of EditorProvider');
  return context.store;
}

/** What is wrong at a place or below it. */
export function problemsUnder(check: PlanCheck | null, path: PlanPlace): readonly PlanProblem[] {
  return (check?.problems ?? []).filter((problem) =>
    path.every((step, at) => String(problem.path[at]) === String(step)),
  );
}
