import type { Area } from '../../../../contract/area.ts';
import type { Zoom } from './heat-grid.ts';

/** Seconds; a closer look shows nothing more. */
const CLOSEST = 10;
/** Of what is fitted, so much room on either side. */
const MARGIN = 0.4;

/** All of a run. */
export function wholeZoom(length: number): Zoom {
  return { from: 0, to: Math.max(1, length) };
}

/** Whole seconds within the run, no fewer than can be looked at. */
export function clampZoom({ from, to }: Zoom, length: number): Zoom {
  const whole = wholeZoom(length);
  const span = Math.min(whole.to, Math.max(CLOSEST, Math.round(to - from)));
  const first = Math.max(0, Math.min(whole.to - span, Math.round(from)));
  return { from: first, to: first + span };
}

/** Closer by a factor above one, further by one below; the moment that is looked at stays where it is. */
export function zoomedAt(
  { from, to }: Zoom,
  length: number,
  { factor, at }: { factor: number; at: number },
): Zoom {
  const wanted = Math.max(CLOSEST, (to - from) / factor);
  // A whole second at least, or small steps would be rounded away.
  const span =
    factor > 1 ? Math.max(CLOSEST, Math.min(to - from - 1, wanted)) : Math.max(to - from + 1, wanted);
  const place = (at - from) / (to - from);
  return clampZoom({ from: at - place * span, to: at + (1 - place) * span }, length);
}

/** Later by so many seconds, or earlier. */
export function panned({ from, to }: Zoom, length: number, seconds: number): Zoom {
  return clampZoom({ from: from + seconds, to: to + seconds }, length);
}

/** An area amid some of what is around it. */
export function fitted({ fromSecond, toSecond }: Area, length: number): Zoom {
  const span = toSecond + 1 - fromSecond;
  const room = Math.max(MARGIN * span, CLOSEST / 2);
  return clampZoom({ from: Math.floor(fromSecond - room), to: Math.ceil(toSecond + 1 + room) }, length);
}
