import { formatClock, formatNumber, formatPercent } from '../../../../contract/format.ts';
import type { Watch } from '../../../../contract/watch.ts';
import { MEBIBYTE } from '../../../../contract/watched-format.ts';
import { absencesByWatch, absencesWords } from '../target/absence-words.ts';
import { type Beside, failedMore, wereSlower } from '../target/beside-others.ts';
import type { Ceiling, CeilingKind, Reached } from '../target/ceilings.ts';
import type { MemoryFact } from '../target/memory-facts.ts';
import type { Stretch } from '../target/steady-load.ts';
import {
  besideWords,
  clockOf,
  fallWords,
  growthEndWords,
  ownerOf,
  rateWords,
  reachedWords,
} from '../target/target-words.ts';
import { type Draft, type Facts, type Rule, rule } from './finding.ts';
import { EVERYWHERE, shownFrom } from './finding-places.ts';
import { begun } from './finding-words.ts';

/** It explains none of what was seen so far, but what will be: it is not to stand below a few errors. */
const LEAKING = 0.5;
const SUSPECTED = 0.25;
/** What it explains, failures beside it tell; it is not to stand below a few others. */
const GONE = 0.5;

/** How findings are ranked: by the share of the time, and half of it where nothing is known to have gone worse beside it. */
function ranked({ seconds, of, beside }: Reached): number {
  return ((wereSlower(beside) || failedMore(beside) ? 1 : 0.5) * seconds) / of;
}

interface Shown extends Stretch {
  readonly beside: Beside;
}

/**
 * The seconds of a watch: of its service, where the plan has requests to it. The analysis shows response times, and nothing of a
 * target itself: no place where they did not go worse, or are not to be believed.
 */
function shownOf(facts: Facts, { service }: Watch, { fromSecond, toSecond, beside }: Shown) {
  if (!isBelieved(facts) || !(wereSlower(beside) || failedMore(beside))) return {};
  const isSent = service !== null && facts.endpoints.some((one) => one.service === service);
  const shown = shownFrom(isSent ? { service } : EVERYWHERE, fromSecond * 1_000, (toSecond + 1) * 1_000);
  return { shown };
}

function isBelieved({ trust }: Pick<Facts, 'trust'>): boolean {
  return trust.verdict !== 'untrustworthy';
}

/** Memory that grows under a steady load: a leak looks like that, and so does a cache that is not full yet. */
const memoryLeak = rule({ code: 'target.memory-leak', kind: 'bad', claim: 'target' }, (facts) =>
  growing(facts).map(({ fact, trend }) => {
    const { fromSecond, toSecond, isShort } = fact;
    const { from, to, stoppedAt } = trend;
    const mebibytes = (bytes: number) => `${formatNumber(bytes / MEBIBYTE)} MiB`;
    const doubt = isShort ? ' It grew for less than 4 min of a steady load, so this is a suspicion.' : '';
    return {
      title: leakTitle(fact, stoppedAt !== null),
      evidence: `From ${clockOf(fromSecond)} to ${clockOf(toSecond + 1)}, under a steady load, it grew by ${rateWords(trend)}, from ${mebibytes(from)} to ${mebibytes(to)}, and ${growthEndWords(fact)}.${doubt} ${stoppedAt === null ? LOOKS_ALIKE : LOOKED_ALIKE}`,
      suggestion: 'Run it for longer at the same load, and compare two heap snapshots.',
      explains: isShort || stoppedAt !== null ? SUSPECTED : LEAKING,
    };
  }),
);

const LOOKS_ALIKE = 'A leak looks like this, and so does a cache that is still filling.';
const LOOKED_ALIKE = 'A cache that has filled looks like this, and so does a leak that reached a limit.';

function leakTitle({ watch, toSecond, isShort }: MemoryFact, hasStopped: boolean): string {
  if (hasStopped) return `The memory of ${watch.label} grew until ${clockOf(toSecond + 1)}`;
  return isShort ? `Memory leak of ${watch.label} suspected` : `The memory of ${watch.label} kept growing`;
}

function growing({ target }: Facts) {
  return (target?.memory ?? []).flatMap((fact) =>
    fact.trend.state === 'growing' ? [{ fact, trend: fact.trend }] : [],
  );
}

/** Memory that is higher at the end, where what a collector frees hides whether it goes on. */
const memoryUnknown = rule({ code: 'hint.memory-unknown', kind: 'hint', claim: 'target' }, ({ target }) =>
  (target?.memory ?? []).flatMap(({ watch, trend }: MemoryFact): Draft[] => {
    if (trend.state !== 'cannot tell') return [];
    return [
      {
        title: `Whether the memory of ${watch.label} leaks: cannot tell yet`,
        evidence: `Its lows rose by ${formatNumber(trend.growth / MEBIBYTE)} MiB, and ${trend.drops === 1 ? 'it was freed only once' : `it is freed only every ${formatNumber(Math.round(trend.toothSeconds))} s`}.`,
        suggestion: `Hold a steady load for at least ${formatClock(trend.needsSeconds * 1_000)} min to tell.`,
      },
    ];
  }),
);

interface Words {
  readonly code: string;
  title(ceiling: Ceiling): string;
  readonly suggestion: string;
}

const CEILINGS: Readonly<Record<CeilingKind, Words>> = {
  cpu: {
    code: 'target.cpu-full',
    title: ({ watch, isMachine, reached }) => {
      if (reached?.isHeldBack === true) return `${begun(watch.label)} was held back by its CPU limit`;
      return isMachine
        ? `${begun(watch.label)} used all cores of this machine`
        : `${begun(watch.label)} used all of its CPU`;
    },
    suggestion: 'Profile what it computes, give it more CPU, or run more instances of it.',
  },
  core: {
    code: 'target.core-full',
    title: ({ watch }) => `A process of ${watch.label} used a whole core`,
    suggestion: 'If it works in a single thread, it cannot use a second core: run more workers or instances.',
  },
  memory: {
    code: 'target.memory-full',
    title: ({ watch }) => `${begun(watch.label)} came near its memory limit`,
    suggestion: 'Beyond it, it is ended: give it more memory, or find what holds it.',
  },
  files: {
    code: 'target.files-full',
    title: ({ watch }) => `${begun(watch.label)} came near its limit of open files`,
    suggestion: 'Close what is no longer used, or raise the limit (ulimit -n).',
  },
  connections: {
    code: 'target.connections-full',
    title: (ceiling) => `${begun(ownerOf(ceiling))} ran out of connections`,
    suggestion: 'Look for connections that are held for long, slow queries first; then raise their limit.',
  },
  network: {
    code: 'target.network-full',
    title: ({ watch }) => `${begun(watch.label)} reached its network limit`,
    suggestion: 'Send less: compress responses, or cache them nearer to who asks.',
  },
  pool: {
    code: 'target.pool-full',
    title: (ceiling) => `${begun(ceiling.watch.label)} reached the limit of ${nameOf(ceiling)}`,
    suggestion: 'Look for what holds on to it for long; then raise the limit.',
  },
};

/** What has a limit, and was at it for some seconds. What requests did in them is told beside it. */
function ceilingRule(kind: CeilingKind): Rule {
  const { code, title, suggestion } = CEILINGS[kind];
  return rule({ code, kind: 'bad', claim: 'target' }, (facts) =>
    (facts.target?.ceilings ?? []).flatMap((ceiling): Draft[] => {
      const { reached } = ceiling;
      if (ceiling.kind !== kind || reached === null) return [];
      return [
        {
          title: title(ceiling),
          evidence: ceilingEvidence(ceiling, reached, isBelieved(facts)),
          suggestion,
          explains: ranked(reached),
          ...shownOf(facts, ceiling.watch, reached),
        },
      ];
    }),
  );
}

/** Without labels, which stand beside the watch. */
function nameOf({ name }: Ceiling): string {
  return name.replace(/\{.*$/s, '');
}

function ceilingEvidence(ceiling: Ceiling, reached: Reached, believed: boolean): string {
  const { fromSecond, toSecond, seconds, of, beside } = reached;
  const gauge = ceiling.kind === 'connections' ? ` (${nameOf(ceiling)})` : '';
  const said = [
    `${begun(reachedWords(ceiling, reached))} in ${seconds} of ${of} s${gauge}, between ${clockOf(fromSecond)} and ${clockOf(toSecond + 1)}.`,
    believed ? besideWords(beside) : '',
    ceiling.isMachine ? 'It runs on this machine, whose cores the load generator uses too.' : '',
    (ceiling.throttled ?? 0) > 0 ? heldBackWords(ceiling) : '',
  ];
  return said.filter((one) => one !== '').join(' ');
}

/** A container is alone with its limit; a process shares that of its control group with whatever runs there. */
function heldBackWords({ throttled, watch: { source } }: Ceiling): string {
  if (source.kind === 'docker') return `Its CPU limit held it back in ${throttled} of them.`;
  return `The CPU limit of its control group, which other processes may share and the load generator too, held it back in ${throttled} of them.`;
}

/** A cache that answers less and less: what it misses, something behind it has to answer. */
const cacheFalling = rule({ code: 'target.cache-falling', kind: 'bad', claim: 'target' }, (facts) =>
  (facts.target?.cacheFalls ?? []).map((fall): Draft => {
    const { of, first, last, seconds, beside, watch } = fall;
    return {
      title: `The cache-hit ratio of ${watch.label} fell`,
      evidence:
        `${begun(fallWords(fall))}: ${formatPercent((first - last) * 100)} of all lookups less (${of}). For ${seconds} s it was at least 10 percentage points below. ${isBelieved(facts) ? besideWords(beside) : ''}`.trimEnd(),
      suggestion: 'Look at what is evicted, at its size, and at keys that are asked for once.',
      explains: 0,
      ...shownOf(facts, watch, fall),
    };
  }),
);

/** A target that was gone or restarted. Why, and what that did to requests, it does not tell. */
const absent = rule({ code: 'target.restarted', kind: 'bad', claim: 'target' }, ({ target }) =>
  absencesByWatch(target?.absences ?? []).flatMap((those): Draft[] => {
    const [first] = those;
    if (first === undefined) return [];
    const isRestart = those.some(({ restarted }) => restarted !== null);
    return [
      {
        title: `${begun(first.watch.label)} ${isRestart ? 'restarted' : first.gone}`,
        evidence: `${begun(absencesWords(those))}.`,
        suggestion:
          'Its log, and that of whatever starts it, tell why it ended: a crash, its memory, a release.',
        explains: GONE,
      },
    ];
  }),
);

/** Findings about the targets, as they were watched. */
export const TARGET_RULES: readonly Rule[] = [
  absent,
  memoryLeak,
  ceilingRule('connections'),
  ceilingRule('cpu'),
  ceilingRule('core'),
  ceilingRule('memory'),
  ceilingRule('files'),
  ceilingRule('network'),
  ceilingRule('pool'),
  cacheFalling,
  memoryUnknown,
];
