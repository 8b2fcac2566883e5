import type { Distribution } from '../distribution.ts';
import { type ShownPercentile, showTimePercentile } from '../evidence.ts';
import { counted, formatNumber } from '../format.ts';
import { type KeyFigure, percentileFigure } from '../key-figure.ts';
import type { Summary } from '../summary.ts';

/** The parts of the document about connections that are held, by their keys in it. */
export type PartKey = 'webSocket' | 'sse';
export type PartOf<Key extends PartKey> = NonNullable<Summary[Key]>;

/** What window, terminal and reports say of such a part, in the same words. */
export interface DocumentPart<Key extends PartKey = PartKey> {
  readonly key: Key;
  /** In a line of figures, and at the beginning of one. */
  readonly label: string;
  readonly heading: string;
  /** What its overall latency is the latency of. */
  readonly timed: 'replies' | 'first events';
  /** What people ask for first. */
  figures(part: PartOf<Key>, summary: Summary): KeyFigure[];
  /** What its connections did and carried, a part of a sentence; empty where there were none. */
  say(part: PartOf<Key>): string;
  /** What stands behind the counts of its connections in a line of a terminal, and the lines under that. */
  tell(part: PartOf<Key>, summary: Summary, show: (shown: ShownPercentile) => string): [string, ...string[]];
  /** What its numbered messages show, clauses of a sentence. */
  sayOrder(part: PartOf<Key>): string[];
}

/** `9 of 10 event streams opened`; in a part of a run, `8 event streams were open` before it. Empty without any. */
export function sayOpened(
  { attempted, opened, unanswered = 0, openAtStart = 0 }: PartOf<PartKey>,
  noun: string,
): string {
  const never = unanswered === 0 ? '' : `, ${formatNumber(unanswered)} never answered`;
  const tried = `${formatNumber(opened)} of ${counted(attempted, noun)} opened${never}`;
  if (openAtStart === 0) return attempted === 0 ? '' : tried;
  const held = `${counted(openAtStart, noun)} ${openAtStart === 1 ? 'was' : 'were'} open`;
  return attempted === 0 ? held : `${held} and ${tried}`;
}

export function openedFigure(
  root: PartKey,
  label: string,
  { opened, attempted }: PartOf<PartKey>,
): KeyFigure {
  return {
    key: `${root}-opened`,
    label,
    definition: 'lifecycle',
    path: `${root}.opened`,
    kind: 'count',
    value: opened,
    note: `of ${formatNumber(attempted)}`,
  };
}

export function timedFigure(
  summary: Summary,
  time: Distribution,
  named: Pick<KeyFigure, 'label' | 'definition' | 'path'>,
): KeyFigure {
  return percentileFigure(named.path.replaceAll('.', '-'), {
    ...named,
    shown: showTimePercentile(summary, time, 'p95'),
  });
}
