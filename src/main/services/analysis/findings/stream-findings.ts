import { formatPercent } from '../../../../contract/format.ts';
import { type Rule, rule } from './finding.ts';
import { list, sum, whole } from './finding-words.ts';

/** Open for less of the time than this, streams are not what they are taken for. */
const MOSTLY_OPEN_PERCENT = 90;

/** Streams that the service ends in order fail nothing, and tell nothing for the rest of the time. */
const streamsShort = rule({ code: 'streams.short', kind: 'hint', claim: 'fact' }, ({ streams }) => {
  const endedBy = (closedBy: readonly (readonly [string, number])[]) =>
    sum(
      closedBy.filter(([cause]) => cause === 'ended'),
      ([, count]) => count,
    );
  const short = streams
    .flatMap(({ openPercent, ...stream }) => (openPercent === null ? [] : [{ ...stream, openPercent }]))
    .filter(({ openPercent, closedBy }) => openPercent < MOSTLY_OPEN_PERCENT && endedBy(closedBy) > 0)
    .toSorted((a, b) => a.openPercent - b.openPercent);
  const [worst] = short;
  if (worst === undefined) return null;
  const share = formatPercent(worst.openPercent);
  const each = short.map(
    ({ service, closedBy, reconnects, openPercent }) =>
      `${service} ended ${whole(endedBy(closedBy))} streams in order, ${whole(reconnects)} were opened again, and they were open for ${formatPercent(openPercent)} of the time`,
  );
  return {
    title: `Streams were open for only ${share} of the time`,
    evidence: `${list(each)}. In between no event could arrive, and no gap was measured.`,
    suggestion:
      'If streams should stay open, look for what ends them: a time limit of the service, or of a proxy in front of it. If they should end, a shorter retry: from the service opens the next one sooner.',
    explains: 1 - worst.openPercent / 100,
  };
});

export const STREAM_RULES: readonly Rule[] = [streamsShort];
