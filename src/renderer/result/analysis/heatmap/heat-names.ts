import type { Heatmap } from '../../../../contract/heatmap.ts';
import { xOfSecond } from './heat-frame.ts';
import type { HeatLayout } from './heat-layout.ts';

interface Paints {
  readonly ground: string;
  readonly label: string;
  readonly sight: string;
}

interface Scene {
  readonly heatmap: Pick<Heatmap, 'warmupSeconds' | 'disturbed' | 'count'>;
  readonly layout: HeatLayout;
  readonly paints: Paints;
}

/** Pixels between two names. */
const NAME_ROOM = 13;

/** Where names stand that want to be at these heights, lowest line first: a line apart, none above the top. */
export function nameHeights(wanted: readonly number[], top: number): number[] {
  const upwards: number[] = [];
  for (const y of wanted) upwards.push(Math.min((upwards.at(-1) ?? Number.POSITIVE_INFINITY) - NAME_ROOM, y));
  const last = upwards.length - 1;
  return upwards.map((y, nth) => Math.max(y, top + (last - nth) * NAME_ROOM));
}

/** Pixels of a tinted stretch that has its name written into it; of a shorter one it is told of the cell under the pointer. */
const NAMED_FROM = 64;

/** What the grounds stand for, and that there is nothing where nothing can be. */
export function paintGroundNames(
  ctx: CanvasRenderingContext2D,
  { heatmap, layout: { frame }, paints }: Scene,
): void {
  const { warmupSeconds, disturbed } = heatmap;
  const first = Math.max(frame.zoom.from, warmupSeconds);
  const stretches = [
    { name: 'warm-up', from: frame.zoom.from, to: Math.min(frame.zoom.to, warmupSeconds) },
    ...stretchesOf(disturbed.filter((second) => second >= first && second < frame.zoom.to)).map(
      (stretch) => ({
        ...stretch,
        name: 'disturbed',
      }),
    ),
  ];
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  for (const { name, from, to } of stretches) {
    const [left, right] = [xOfSecond(frame, from), xOfSecond(frame, to)];
    if (right - left >= NAMED_FROM) casedText(ctx, name, [(left + right) / 2, frame.top + 12], paints);
  }
  if (heatmap.count > 0) return;
  const middle = [frame.left + frame.width / 2, frame.top + frame.height / 2] as const;
  casedText(ctx, 'No request succeeded, so there is no latency to draw.', middle, {
    ...paints,
    label: paints.sight,
  });
}

/** Seconds one after another as stretches; the end is the second after the last. */
function stretchesOf(seconds: readonly number[]): { readonly from: number; to: number }[] {
  const stretches: { readonly from: number; to: number }[] = [];
  for (const second of seconds) {
    const last = stretches.at(-1);
    if (last?.to === second) last.to = second + 1;
    else stretches.push({ from: second, to: second + 1 });
  }
  return stretches;
}

/** A text that is read on any ground. */
export function casedText(
  ctx: CanvasRenderingContext2D,
  text: string,
  at: readonly [x: number, y: number],
  { ground, label }: Pick<Paints, 'ground' | 'label'>,
): void {
  ctx.lineJoin = 'round';
  ctx.lineWidth = 3.5;
  ctx.strokeStyle = ground;
  ctx.strokeText(text, ...at);
  ctx.fillStyle = label;
  ctx.fillText(text, ...at);
}
