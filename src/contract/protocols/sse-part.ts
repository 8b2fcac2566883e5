import { counted, formatMs, formatNumber, formatPercent } from '../format.ts';
import { type DocumentPart, openedFigure, sayOpened, timedFigure } from './document-part.ts';

/** What is said of event streams in a document. */
export const ssePart: DocumentPart<'sse'> = {
  key: 'sse',
  label: 'event streams',
  heading: 'Event streams',
  timed: 'first events',
  figures: (part, summary) => [
    openedFigure('sse', 'Streams opened', part),
    {
      key: 'events',
      label: 'Events received',
      definition: 'events',
      path: 'sse.events',
      kind: 'count',
      value: part.events,
      note: '',
    },
    timedFigure(summary, part.firstEventMs, {
      label: 'First event p95',
      definition: 'sseStream',
      path: 'sse.firstEventMs.p95',
    }),
    timedFigure(summary, part.gapMs, { label: 'Gap p95', definition: 'gap', path: 'sse.gapMs.p95' }),
  ],
  say(part) {
    const lead = sayOpened(part, 'event stream');
    return lead === '' ? '' : `${lead}, ${counted(part.events, 'event')} received`;
  },
  tell({ reconnects, openPercent = null, events, duplicates = 0, firstEventMs }) {
    // Only where they were not open all the time; and only what was seen: where events have no ids, nothing is known.
    const open =
      openPercent === null || openPercent >= 90 ? '' : `, open ${formatPercent(openPercent)} of the time`;
    const twice = duplicates === 0 ? '' : `, ${formatNumber(duplicates)} of them twice by their id`;
    const first = `first event mean ${formatMs(firstEventMs.mean)}`;
    return [`, ${reconnects} reconnects${open} · ${formatNumber(events)} events${twice} · ${first}`];
  },
  sayOrder: () => [],
};
