import { type KeyboardEvent, type PointerEvent, useCallback, useRef, useState } from 'react';
import { formatNumber } from '../../../../contract/format.ts';
import { Row } from '../../../parts/Box.tsx';
import { classNames } from '../../../parts/class-names.ts';
import { type Handle, handlesOf, type LoadView, moveHandle, type Point } from './load-shape.ts';
import styles from './ProfileChart.module.css';
import { ProfileDrawing } from './ProfileDrawing.tsx';
import { axesOf, type ProfileAxes, type Scale, scaleOf, timeWords } from './profile-axes.ts';

interface Props {
  readonly load: LoadView;
  /** `users`, or `per s`. */
  readonly unit: string;
  readonly readOnly: boolean;
  readonly onChange: (make: (load: LoadView) => LoadView) => void;
}

/** The load over time, drawn; its corners are dragged, or moved with the arrow keys. */
export function ProfileChart({ load, unit, readOnly, onChange }: Props) {
  const { width, place } = useWidth();
  const [held, setHeld] = useState<Held | null>(null);
  const shown = held?.load ?? load;
  const axes = held?.axes ?? axesOf(load);
  const scale = scaleOf(axes, width);
  const move = (id: string, to: Point) => (now: LoadView) => moveHandle(now, id, to, axes.step);
  const drag = useDrag({ load, axes, scale, move, setHeld, held, onChange });
  const press = (handle: Handle) => (event: KeyboardEvent) => {
    if (nudged(handle, event, axes) === null) return;
    event.preventDefault();
    // Pressed faster than it moves: each press counts from where the one before it took the corner.
    onChange((now) => {
      const from = handlesOf(now).find(({ id }) => id === handle.id);
      const to = from === undefined ? null : nudged(from, event, axes);
      return to === null ? now : move(handle.id, to)(now);
    });
  };
  return (
    <div ref={place} className={styles.chart}>
      {width === 0 ? null : <ProfileDrawing load={shown} axes={axes} scale={scale} unit={unit} />}
      {width === 0 || readOnly
        ? null
        : handlesOf(shown).map((handle) => (
            <HandleMark
              key={handle.id}
              handle={handle}
              axes={axes}
              unit={unit}
              scale={scale}
              isHeld={held?.id === handle.id}
              onPress={press(handle)}
              {...drag(handle)}
            />
          ))}
    </div>
  );
}

interface Held {
  readonly id: string;
  readonly load: LoadView;
  /** Where it is taken; null: not moved yet. */
  readonly to: Point | null;
  /** Of the moment it was taken hold of: the scale does not move under the hand. */
  readonly axes: ProfileAxes;
}

interface Dragging {
  readonly load: LoadView;
  readonly axes: ProfileAxes;
  readonly scale: Scale;
  readonly held: Held | null;
  readonly setHeld: (held: Held | null) => void;
  readonly move: (id: string, to: Point) => (load: LoadView) => LoadView;
  readonly onChange: Props['onChange'];
}

function useDrag({ load, axes, scale, held, setHeld, move, onChange }: Dragging) {
  /** From the middle of the handle to where it was taken hold of. */
  const grip = useRef({ x: 0, y: 0 });
  return (handle: Handle) => ({
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      grip.current = { x: event.clientX - scale.x(handle.atMs), y: event.clientY - scale.y(handle.level) };
      setHeld({ id: handle.id, load, to: null, axes });
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (held?.id !== handle.id) return;
      const to = scale.at(event.clientX - grip.current.x, event.clientY - grip.current.y);
      setHeld({ ...held, load: move(handle.id, to)(load), to });
    },
    onPointerUp: () => {
      if (held === null) return;
      setHeld(null);
      if (held.to !== null) onChange(move(held.id, held.to));
    },
    onPointerCancel: () => setHeld(null),
  });
}

const ARROWS: Readonly<Record<string, readonly [right: number, up: number]>> = {
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
};

/** Where the arrow keys take a corner; ten steps with Shift. Null: another key. */
function nudged(handle: Handle, event: KeyboardEvent, { step }: ProfileAxes): Point | null {
  const [right, up] = ARROWS[event.key] ?? [0, 0];
  if (right === 0 && up === 0) return null;
  const times = event.shiftKey ? 10 : 1;
  return { atMs: handle.atMs + right * step.ms * times, level: handle.level + up * step.level * times };
}

interface HandleProps extends ReturnType<ReturnType<typeof useDrag>> {
  readonly handle: Handle;
  readonly axes: ProfileAxes;
  readonly unit: string;
  readonly scale: Scale;
  readonly isHeld: boolean;
  readonly onPress: (event: KeyboardEvent) => void;
}

function HandleMark({ handle, axes, unit, scale, isHeld, onPress, ...pointer }: HandleProps) {
  const { id, name, atMs, level } = handle;
  const x = scale.x(atMs);
  const y = scale.y(level);
  const words = `${formatNumber(level)} ${unit} at ${timeWords(atMs)}`;
  const anchor = x > scale.width - 110 ? 'end' : x < 110 ? 'start' : 'middle';
  return (
    <Row
      {...pointer}
      justify="center"
      role="slider"
      tabIndex={0}
      className={classNames(styles.handle, isHeld && styles.held)}
      style={{ left: x, top: y }}
      aria-label={name}
      aria-valuemin={0}
      aria-valuemax={Math.max(axes.maxLevel, level)}
      aria-valuenow={level}
      aria-valuetext={words}
      aria-keyshortcuts="ArrowUp ArrowDown ArrowLeft ArrowRight"
      onKeyDown={onPress}
      data-handle={id}
    >
      <span className={styles.dot} />
      <span className={classNames(styles.words, styles[anchor])}>{words}</span>
    </Row>
  );
}

/** The width of an element in pixels, followed as it changes; 0 before it is laid out. */
function useWidth() {
  const [width, setWidth] = useState(0);
  const place = useCallback((element: HTMLElement | null) => {
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidth(Math.floor(entry.contentRect.width));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { width, place };
}
