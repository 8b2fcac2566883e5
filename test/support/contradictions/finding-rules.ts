import { formatPercent } from '../../../src/contract/format.ts';
import { type Rule, unless } from './rule.ts';

/** Findings that say opposite things of one subject. */
export const EXCLUSIVE: readonly (readonly [string, string])[] = [
  ['thresholds.within', 'thresholds.exceeded'],
  ['thresholds.within', 'grades.missing'],
  ['thresholds.within', 'errors.many'],
  ['thresholds.within', 'service.dead'],
  ['errors.few', 'errors.many'],
  ['errors.few', 'errors.endpoint'],
  ['errors.few', 'service.dead'],
  ['errors.few', 'recovery.none'],
  ['throughput.stable', 'throughput.degraded'],
  ['throughput.stable', 'hint.saturation'],
  ['throughput.stable', 'load.overload'],
  ['throughput.stable', 'errors.many'],
  ['throughput.stable', 'service.dead'],
  ['degradation.graceful', 'throughput.degraded'],
  ['degradation.graceful', 'hint.saturation'],
  ['degradation.graceful', 'load.overload'],
  ['degradation.graceful', 'errors.many'],
  ['degradation.graceful', 'service.dead'],
  ['degradation.graceful', 'thresholds.exceeded'],
  ['recovery.quick', 'recovery.none'],
  ['recovery.quick', 'service.dead'],
  ['outage.recovered', 'recovery.none'],
  ['outage.recovered', 'service.dead'],
  ['hint.connection-pool', 'load.overload'],
];
/** Causes in the target, which only a run that can be believed may name: by their code, or by their words. */
const CAUSE_CODES =
  /^(?:latency\.cause|hint\.(?:server-time|long-tail|saturation|connection-pool|timeouts))$/;
const CAUSES =
  /database|\bquer(?:y|ies)\b|\bcach(?:e|es|ing)\b|lock contention|garbage collection|work piles up|add instances|connection pool/i;

/** Findings exclude each other, and rest on the figures. */
export const FINDING_RULES: readonly Rule[] = [
  {
    name: 'findings that exclude each other',
    look: ({ document: { findings } }) => {
      const codes = findings.map(({ code }) => code);
      return EXCLUSIVE.flatMap(([one, other]) =>
        unless(!(codes.includes(one) && codes.includes(other)), `${one} beside ${other}`),
      );
    },
  },
  {
    name: 'a finding said once',
    look: ({ document: { findings } }) => {
      const codes = findings.map(({ code, evidence }) => `${code} ${evidence}`);
      return unless(new Set(codes).size === codes.length, `a finding stands twice among ${codes.length}`);
    },
  },
  {
    name: 'causes in a run that cannot be believed',
    look: ({ document: { findings, trust } }) =>
      trust.verdict !== 'untrustworthy'
        ? []
        : findings
            .filter(
              ({ code, evidence, suggestion }) =>
                CAUSE_CODES.test(code) || CAUSES.test(`${evidence} ${suggestion}`),
            )
            .map(({ code }) => `${code} in an untrustworthy run`),
  },
  {
    name: 'findings about errors and the rates',
    look: ({ document: { findings, rates } }) => {
      const rate = rates.errorRatePercent ?? 0;
      return findings.flatMap(({ code, evidence }) => {
        const said = /([\d,]+) of ([\d,]+) failed/.exec(evidence);
        const isWhole = code === 'errors.few' || code === 'errors.many';
        if (!isWhole || said === null) return [];
        const [failed, all] = [said[1], said[2]].map((text) => Number((text ?? '').replaceAll(',', '')));
        return [
          ...unless(
            failed === rates.failed && all === rates.ok + rates.failed,
            `"${evidence.slice(0, 80)}" beside ${rates.failed} of ${rates.ok + rates.failed} (${formatPercent(rate)})`,
          ),
          ...unless(code !== 'errors.few' || rate < 1, `${code} at ${rate} %`),
          ...unless(code !== 'errors.many' || rate > 5, `${code} at ${rate} %`),
        ];
      });
    },
  },
  {
    name: 'a finding leads to a place that the run has',
    look: ({ document: { findings, run, endpoints } }) =>
      findings.flatMap(({ code, shown }) => {
        if (shown === undefined) return [];
        const { service, endpoint, area } = shown;
        const isThere = endpoints.some(
          (row) => row.service === service && (endpoint === null || row.endpoint === endpoint),
        );
        return [
          ...unless(service === null || isThere, `${code} of ${service} ${endpoint}, which the run has not`),
          ...unless(
            area.fromSecond * 1_000 < Math.max(1, run.durationMs),
            `${code} from second ${area.fromSecond} of a run of ${run.durationMs} ms`,
          ),
        ];
      }),
  },
  {
    name: 'findings about thresholds and the grades',
    look: ({ document: { findings, grades } }) => {
      const poor = grades.some(({ grade }) => grade === 'poor');
      return findings.flatMap(({ code }) => [
        ...unless(code !== 'thresholds.within' || !poor, `${code} beside a grade that is Poor`),
        ...unless(code !== 'thresholds.exceeded' || poor, `${code}, and no grade is Poor`),
      ]);
    },
  },
];
