import { useEffect, useRef } from 'react';
import type { PlanCompletion, PlanProblem } from '../../../../contract/plan-editing.ts';
import { createYamlView, type YamlView } from './yaml-view.ts';

interface Props {
  readonly text: string;
  readonly problems: readonly PlanProblem[];
  readonly readOnly: boolean;
  readonly onText: (text: string) => void;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
  readonly complete: (text: string, offset: number) => Promise<PlanCompletion | null>;
  /** A place to show, as often as it is a new object. */
  readonly reveal: { readonly line: number; readonly column: number } | null;
}

/** The text of a plan, with line numbers, colours, and what is wrong underlined. */
export function YamlText(props: Props) {
  const { text, problems, readOnly, reveal } = props;
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<YamlView | null>(null);
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    if (place.current === null) return;
    const made = createYamlView(place.current, {
      text: latest.current.text,
      readOnly,
      onText: (changed) => latest.current.onText(changed),
      onUndo: () => latest.current.onUndo(),
      onRedo: () => latest.current.onRedo(),
      complete: (now, offset) => latest.current.complete(now, offset),
    });
    view.current = made;
    return () => {
      view.current = null;
      made.destroy();
    };
  }, [readOnly]);
  useEffect(() => view.current?.show(text), [text]);
  useEffect(() => view.current?.mark(problems), [problems]);
  useEffect(() => {
    if (reveal !== null) view.current?.reveal(reveal.line, reveal.column);
  }, [reveal]);
  return <div ref={place} style={{ height: '100%', overflow: 'hidden' }} data-testid="yaml" />;
}
