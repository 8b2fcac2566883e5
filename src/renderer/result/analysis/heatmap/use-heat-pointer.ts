import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import type { Area } from '../../../../contract/area.ts';
import { isWithModifier } from '../../../words/shortcuts.ts';
import { type AnalysisState, listed, lookedAt, selectArea } from '../selecting/analysis-state.ts';
import type { Cells, Corner } from '../selecting/area-edit.ts';
import {
  clickedArea,
  draggedTo,
  dragOf,
  type HeatDrag,
  isInLane,
  type Point,
  type Preview,
  stripDraggedTo,
  type Which,
} from './heat-drag.ts';
import { secondAtX } from './heat-frame.ts';
import type { HeatLayout } from './heat-layout.ts';
import { fitted, panned, zoomedAt } from './zoom.ts';

/** Pixels that a hand moves without meaning to. */
const STILL = 4;

interface Parts {
  readonly stage: RefObject<HTMLElement | null>;
  readonly layout: HeatLayout;
  readonly cells: Cells;
  readonly state: AnalysisState;
  readonly act: (change: (state: AnalysisState) => AnalysisState) => void;
  readonly onPreview: (preview: Preview | null) => void;
}

/** Pointer and wheel over the heatmap: draws, moves and resizes areas, looks closer and along. */
export function useHeatPointer(parts: Parts) {
  const { stage, layout, cells, state, act, onPreview } = parts;
  const drag = useRef<{ readonly drag: HeatDrag; readonly start: Point; moved: boolean } | null>(null);
  const [hover, setHover] = useState<Point | null>(null);
  const [preview, setPreview] = useState<Preview | null>(null);
  const show = (next: Preview | null) => {
    setPreview(next);
    onPreview(next);
  };
  useHeatWheel(parts);
  const placeOf = (event: PointerEvent): Point => {
    const box = stage.current?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
  };
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const at = placeOf(event);
    const areas = state.history.now;
    const asB = event.shiftKey || state.selectsB;
    const made = dragOf(layout, cells.length, { at, asB, corner: cornerOf(event.target), areas });
    drag.current = { drag: made, start: at, moved: false };
    stage.current?.setPointerCapture(event.pointerId);
    if (made.kind === 'strip') act((now) => lookedAt(now, made.zoom, cells.length));
  };
  const move = (event: PointerEvent) => {
    const at = placeOf(event);
    setHover(at);
    const going = drag.current;
    if (going === null) return;
    going.moved ||= Math.hypot(at.x - going.start.x, at.y - going.start.y) > STILL;
    if (!going.moved) return;
    if (going.drag.kind === 'strip') {
      const zoom = stripDraggedTo(layout, cells.length, going.drag, at);
      act((now) => lookedAt(now, zoom, cells.length));
    } else show(draggedTo(layout, cells, going.drag, at));
  };
  const up = (event: PointerEvent) => {
    const going = drag.current;
    drag.current = null;
    show(null);
    if (going === null || going.drag.kind === 'strip') return;
    const { which } = going.drag;
    const clicked = going.drag.kind === 'draw' ? clickedArea(layout, cells, going.start) : null;
    const area = going.moved ? draggedTo(layout, cells, going.drag, placeOf(event)).area : clicked;
    if (area === null) return;
    const isOfFailures = going.drag.kind === 'draw' && isInLane(layout, going.start) && which === 'a';
    act((now) => {
      const next = selectArea(now, area, which === 'b');
      return isOfFailures ? listed(next, 'failed') : next;
    });
  };
  const cancel = (): boolean => {
    const wasGoing = drag.current !== null;
    drag.current = null;
    show(null);
    return wasGoing;
  };
  const on = {
    onPointerDown: down,
    onPointerMove: move,
    onPointerUp: up,
    onPointerCancel: () => void cancel(),
    onPointerLeave: () => setHover(null),
    onDoubleClick: () => act((now) => fittedTo(now, now.history.now.a, cells.length)),
  };
  return { on, hover, preview, cancel };
}

function fittedTo(state: AnalysisState, area: Area | null, length: number): AnalysisState {
  return area === null ? state : lookedAt(state, fitted(area, length), length);
}

/** The corner of an area that a handle stands at. */
function cornerOf(target: EventTarget): { readonly which: Which; readonly corner: Corner } | null {
  const handle = target instanceof HTMLElement ? target.closest<HTMLElement>('[data-corner]') : null;
  const { which, corner } = handle?.dataset ?? {};
  const known = CORNERS.find((one) => one === corner);
  return known === undefined ? null : { which: which === 'b' ? 'b' : 'a', corner: known };
}

export const CORNERS = [
  'top-left',
  'top-right',
  'bottom-left',
  'bottom-right',
] as const satisfies readonly Corner[];

/** Of a wheel, this many pixels look twice as close. */
const DOUBLING = 240;

/** Ctrl and wheel, or two fingers pinched, look closer; sideways moves along. Not React's own: those may not prevent. */
function useHeatWheel({ stage, layout, cells: { length }, act }: Parts): void {
  useEffect(() => {
    const element = stage.current;
    if (element === null) return;
    const turned = (event: WheelEvent) => {
      const isSideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
      const isCloser = isWithModifier(event);
      if (!isCloser && !isSideways) return;
      event.preventDefault();
      const { frame } = layout;
      if (isCloser) {
        const at = secondAtX(frame, event.clientX - element.getBoundingClientRect().left);
        const factor = 2 ** (-event.deltaY / DOUBLING);
        act((now) => lookedAt(now, zoomedAt(frame.zoom, length, { factor, at }), length));
        return;
      }
      const pixels = event.deltaX === 0 ? event.deltaY : event.deltaX;
      const seconds = (pixels / frame.width) * (frame.zoom.to - frame.zoom.from);
      const whole = Math.sign(seconds) * Math.max(1, Math.round(Math.abs(seconds)));
      act((now) => lookedAt(now, panned(frame.zoom, length, whole), length));
    };
    element.addEventListener('wheel', turned, { passive: false });
    return () => element.removeEventListener('wheel', turned);
  }, [stage, layout, length, act]);
}
