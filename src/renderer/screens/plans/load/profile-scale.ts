import type { Point } from './load-shape.ts';
import type { ProfileAxes } from './profile-axes.ts';

/** Height of the drawing for a width, px: wide ones are higher. */
export function heightFor(width: number): number {
  return Math.round(Math.min(340, Math.max(228, width * 0.34)));
}

export const EDGE = { left: 44, right: 22, top: 22, bottom: 26 } as const;

/** Between loads and pixels. */
export interface Scale {
  readonly x: (ms: number) => number;
  readonly y: (level: number) => number;
  readonly at: (x: number, y: number) => Point;
  readonly width: number;
  readonly height: number;
}

export function scaleOf({ maxMs, maxLevel }: ProfileAxes, width: number): Scale {
  const inner = Math.max(1, width - EDGE.left - EDGE.right);
  const whole = heightFor(width);
  const height = whole - EDGE.top - EDGE.bottom;
  return {
    width,
    height: whole,
    x: (ms) => EDGE.left + (ms / maxMs) * inner,
    y: (level) => EDGE.top + height - (level / maxLevel) * height,
    at: (x, y) => ({
      atMs: ((x - EDGE.left) / inner) * maxMs,
      level: ((EDGE.top + height - y) / height) * maxLevel,
    }),
  };
}
