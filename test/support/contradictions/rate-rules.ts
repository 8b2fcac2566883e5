import { formatPercent } from '../../../src/contract/format.ts';
import { failedText, leftOutText } from '../../../src/contract/rate-words.ts';
import type { Rates } from '../../../src/contract/rates.ts';
import type { Summary } from '../../../src/contract/summary.ts';
import { sentencesIn } from '../outages/hold-verdict.ts';
import { plainMarkdown, type Said, textOf } from '../outages/said.ts';
import { type Rule, unless } from './rule.ts';

interface Place {
  readonly name: string;
  readonly service: string;
  readonly endpoint: string | null;
  readonly rates: Rates;
}

/** The run, its services, its endpoints. */
export function placesOf({ rates, services, endpoints }: Summary): Place[] {
  return [
    { name: 'the run', service: '', endpoint: null, rates },
    ...services.map((one) => ({ name: one.service, service: one.service, endpoint: null, rates: one.rates })),
    ...endpoints.map((one) => ({
      name: `${one.service} ${one.endpoint}`,
      service: one.service,
      endpoint: one.endpoint,
      rates: one.rates,
    })),
  ];
}

const near = (a: number, b: number) => Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a), Math.abs(b));
const share = (part: number, all: number) => (all === 0 ? null : (part / all) * 100);

function sameShare(is: number | null, formula: number | null): boolean {
  return is === null || formula === null ? is === formula : near(is, formula);
}

/** A share of failures said of a place, unless it is one side of a comparison. */
const FAILED_SHARE =
  /(?<!(?:more than|at most|below|above|up to|under|over|least) )(?<![\d.,])([<>]?[\d.,]+ ?%) (?:of (?:the |them|all )?\w* ?)?(?:failed|errors)/gi;
const NONE_FAILED =
  /\bnone failed|(?<![\d.,])0 ?% failed|no request failed|nothing failed|without (?:any |a single )?(?:error|failure)s?/i;

/** One set of rates: the document's, wherever one is printed. */
export const RATE_RULES: readonly Rule[] = [
  {
    name: 'rates by their formula',
    look: ({ document }) =>
      placesOf(document).flatMap(({ name, rates }) => {
        const { ok, failed, leftOut, errorRatePercent, leftOutPercent } = rates;
        return [
          ...unless(
            sameShare(errorRatePercent, share(failed, ok + failed)),
            `${name}: error rate ${errorRatePercent} % of ${failed} failed and ${ok} ok`,
          ),
          ...unless(
            sameShare(leftOutPercent, share(leftOut, ok + failed + leftOut)),
            `${name}: ${leftOutPercent} % left out of ${leftOut}`,
          ),
          ...unless(rates.brokenOff <= failed, `${name}: ${rates.brokenOff} broken off, ${failed} failed`),
        ];
      }),
  },
  {
    name: 'rates add up',
    look: ({ document: { rates, services } }) =>
      (['ok', 'failed', 'leftOut', 'brokenOff'] as const).flatMap((name) => {
        const sum = services.reduce((all, one) => all + one.rates[name], 0);
        return unless(sum === rates[name], `${name}: ${rates[name]} of the run, ${sum} of its services`);
      }),
  },
  {
    name: 'offered and sent',
    look: ({ document }) =>
      placesOf(document).flatMap(({ name, rates }) => {
        const { offeredPerSecond: offered, sentPerSecond: sent, throughputPerSecond: throughput } = rates;
        if (offered === null) return [];
        const most = offered * (1 + 1e-9);
        return [
          ...unless(sent <= most, `${name}: ${sent}/s sent of ${offered}/s offered`),
          ...unless(throughput <= most, `${name}: ${throughput}/s answered of ${offered}/s offered`),
        ];
      }),
  },
  {
    name: 'error rates of endpoints',
    look: ({ document: { endpoints } }) =>
      endpoints.flatMap((one) =>
        unless(
          sameShare(one.errorRatePercent, one.rates.errorRatePercent),
          `${one.endpoint}: ${one.errorRatePercent} % and ${one.rates.errorRatePercent} %`,
        ),
      ),
  },
  { name: 'error rates in tables', look: tableRates },
  { name: 'error rates in sentences', look: sentenceRates },
  {
    name: 'none failed',
    look: (said) => {
      const { rates, totals, errors } = said.document;
      const clean = rates.failed + rates.leftOut + rates.brokenOff + totals.errors + errors.length === 0;
      if (clean) return [];
      return linesThat(textOf(said), NONE_FAILED).map(
        (line) => `"${line}" beside ${errors.length} kinds of failures`,
      );
    },
  },
  {
    name: 'no request reached the target',
    look: (said) => {
      const { totals, errors } = said.document;
      const unreached = errors.every(({ code }) =>
        /^(?:connect|dns|value|client|guard|config|setup)\./.test(code),
      );
      if (totals.ok === 0 && unreached) return [];
      return linesThat(textOf(said), /no(?:t one)? requests? reached the (?:target|service)/i).map(
        (line) => `"${line}"`,
      );
    },
  },
  {
    name: 'failures and the error table',
    look: ({ document: { rates, errors } }) => {
      const counted = errors.some(({ side }) => side === 'target' || side === 'network');
      const others = errors.some(({ side }) => side !== 'target' && side !== 'network');
      return [
        ...unless(rates.failed === 0 || counted, `${rates.failed} failed, and no error is the target's`),
        ...unless(
          rates.leftOut === rates.open || others,
          `${rates.leftOut} left out, and every error counts`,
        ),
      ];
    },
  },
];

function linesThat(text: string, pattern: RegExp): string[] {
  return [...new Set(text.split('\n').filter((line) => pattern.test(line)))].map((line) =>
    line.trim().slice(0, 140),
  );
}

/** The tables of endpoints print the failures and the rates of the document, those left out apart. */
function tableRates({ document, markdown, terminal }: Said): string[] {
  const section = /^## Endpoints\n([^#]*)/m.exec(plainMarkdown(markdown))?.[1] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| '));
  return document.endpoints.flatMap(({ service, endpoint, rates }) => {
    const is = [
      ...(rates.failed === 0 ? [] : [failedText(rates)]),
      ...(rates.leftOut === 0 ? [] : [leftOutText(rates)]),
    ].join(' and ');
    const found = (line: string | undefined) =>
      [...(line ?? '').matchAll(/[\d,]+ \([<>]?[\d.,]+ ?%\)/g)].map(([text]) => text).join(' and ');
    const inMarkdown = rows.find((line) => line.startsWith(`| ${service} | ${endpoint} | `));
    const inTerminal = terminal.split('\n').find((one) => one.startsWith(`${service}.${endpoint} `));
    return [
      ...unless(found(inMarkdown) === is, `${endpoint}: ${found(inMarkdown)} in the Markdown, ${is}`),
      ...unless(found(inTerminal) === is, `${endpoint}: ${found(inTerminal)} in the terminal, ${is}`),
    ];
  });
}

/** A share of failures in a sentence is that of the run, or of a place the sentence names. */
function sentenceRates(said: Said): string[] {
  const places = placesOf(said.document);
  return sentencesIn(said)
    .split(/\n|(?<=[.;]) /)
    .flatMap((sentence) => {
      const named = places.filter(
        ({ service, endpoint }) =>
          sentence.includes(service) && (endpoint === null || sentence.includes(endpoint)),
      );
      const may = named.map(({ rates }) => formatPercent(rates.errorRatePercent));
      return [...sentence.matchAll(FAILED_SHARE)].flatMap(([, figure = '']) =>
        unless(
          may.includes(figure),
          `"${sentence.trim().slice(0, 140)}": ${figure} is none of ${may.join(', ')}`,
        ),
      );
    });
}
