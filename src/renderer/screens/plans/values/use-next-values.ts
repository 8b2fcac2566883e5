import { useEffect, useState } from 'react';
import { valueAt } from '../../../../contract/plan-data.ts';
import type { NextValue } from '../../../../contract/plan-editing.ts';
import { tooLongPlan } from '../../../stores/plan-editor.ts';
import { useWorkbench } from '../../../stores/workbench.tsx';
import { useEditor, useEditorStore } from '../fields/editor-context.tsx';
import { usePlanFiles } from './plan-files-context.tsx';

/** What each value of the plan would be, by name: asked anew whenever a value or a file is another. */
export function useNextValues(): ReadonlyMap<string, NextValue> {
  const { host } = useWorkbench();
  const store = useEditorStore();
  const { data, planId } = useEditor();
  const { files } = usePlanFiles();
  const [next, setNext] = useState<ReadonlyMap<string, NextValue>>(new Map());
  const values = JSON.stringify([valueAt(data, ['values']), valueAt(data, ['use'])]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another value or file is the event
  useEffect(() => {
    const { text } = store.getState();
    if (tooLongPlan(text) !== null || (planId !== null && files === null)) return;
    let isLast = true;
    void host.call('plans.nextValues', { text, ...(planId !== null && { planId }) }).then((result) => {
      if (isLast && result.ok) setNext(new Map(result.value.map((one) => [one.name, one])));
    });
    return () => {
      isLast = false;
    };
  }, [host, store, planId, values, files]);
  return next;
}
