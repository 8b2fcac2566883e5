import type { AlertReason, AlertSettings, DesktopAlert } from '../../../contract/alert.ts';
import { GRADE_WORDS, OUTCOME_WORDS } from '../../../contract/format.ts';
import type { Summary } from '../../../contract/summary.ts';

/** A message in the form of Standard Webhooks: its id stays the same however often it is sent. */
export interface AlertMessage {
  readonly id: string;
  /** What it is of, as JSON; the same bytes are signed and sent. */
  readonly body: string;
}

/** What happened in a run that alerts are for, and how it is told. */
export interface RunAlert {
  readonly message: AlertMessage;
  readonly desktop: DesktopAlert;
}

const TYPES: Readonly<Record<AlertReason, string>> = {
  regression: 'run.regressed',
  gate: 'run.failed',
  trust: 'run.untrusted',
};
const TITLES: Readonly<Record<AlertReason, string>> = {
  regression: 'Regressed',
  gate: 'Failed',
  trust: 'Not trustworthy',
};
/** A message stays small. */
const MAX_CELLS = 20;
const MAX_DESKTOP_TEXT = 240;

/**
 * What happened in a run that somebody wants to be told of; null: nothing. One that a person stopped is over because they
 * wanted that.
 */
export function alertOf(summary: Summary, on: AlertSettings['on']): RunAlert | null {
  const { run, overall, trust, baseline } = summary;
  if (run.state === 'running' || (run.state === 'stopped' && summary.stopRule === undefined)) return null;
  const happened: Readonly<Record<AlertReason, boolean>> = {
    regression: baseline?.verdict === 'regressed',
    gate: overall.outcome === 'failed' || run.state === 'failed',
    trust: trust.verdict === 'untrustworthy',
  };
  const reasons = (['regression', 'gate', 'trust'] as const).filter((name) => happened[name] && on[name]);
  const [first] = reasons;
  if (first === undefined) return null;
  const sentences: Readonly<Record<AlertReason, string>> = {
    regression: baseline?.sentence ?? '',
    gate: `${OUTCOME_WORDS[overall.outcome]} (${GRADE_WORDS[overall.grade]}): ${overall.sentence}`,
    trust: trust.sentence,
  };
  const sentence = reasons.map((name) => sentences[name]).join(' ');
  return {
    message: {
      id: `msg_${run.id}`,
      body: JSON.stringify({
        type: TYPES[first],
        timestamp: run.endedAt ?? run.startedAt,
        data: { schema: 'plimsoll.alert/1', reasons, sentence, ...factsOf(summary) },
      }),
    },
    desktop: {
      title: `${TITLES[first]}: ${run.name}`,
      body: sentence.slice(0, MAX_DESKTOP_TEXT),
      runId: run.id,
    },
  };
}

function factsOf({ run, overall, trust, baseline }: Summary) {
  return {
    run: {
      id: run.id,
      name: run.name,
      purpose: run.purpose,
      state: run.state,
      startedAt: run.startedAt,
      endedAt: run.endedAt,
      outcome: overall.outcome,
      grade: overall.grade,
      trust: trust.verdict,
      plimsoll: run.plimsollVersion,
    },
    baseline:
      baseline === undefined
        ? null
        : {
            name: baseline.name,
            plan: baseline.plan,
            verdict: baseline.verdict,
            tolerancePercent: baseline.tolerancePercent,
            sentence: baseline.sentence,
            regressed: baseline.cells
              .filter(({ verdict }) => verdict === 'regressed')
              .slice(0, MAX_CELLS)
              .map(({ judged: _, verdict: __, note: ___, ...cell }) => cell),
          },
  };
}

/** One that says only that alerts arrive. @param id of this try */
export function triedAlert(id: string, at: string): RunAlert {
  const sentence = 'Alerts of Plimsoll arrive here.';
  return {
    message: {
      id: `msg_${id}`,
      body: JSON.stringify({
        type: 'alert.test',
        timestamp: at,
        data: { schema: 'plimsoll.alert/1', reasons: [], sentence },
      }),
    },
    desktop: { title: 'Plimsoll', body: sentence, runId: null },
  };
}
