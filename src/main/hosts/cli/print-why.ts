import { counted, formatPercent } from '../../../contract/format.ts';
import { shellWord } from '../../../contract/shell-word.ts';
import { type NamedCause, NOT_BELIEVED_WORDS, slowWords, type Why } from '../../../contract/why.ts';
import type { RunRow } from '../../../contract/wire.ts';
import { type AreaFlags, type Asked, askedText } from './asked-area.ts';
import type { Flags } from './option-values.ts';
import type { Terminal } from './terminal.ts';
import { wrapText } from './wrap-text.ts';

type Colors = Terminal['colors'];

/** What `plimsoll why` has to say. */
interface SaidWhy {
  readonly asked: Asked;
  readonly why: Why;
  /** The same question about another run; null: about none. */
  readonly against: { readonly row: RunRow; readonly why: Why } | null;
  /** As they were typed, for commands that ask on. */
  readonly flags: AreaFlags & Flags<'dataDir'>;
}

/** Why requests of a run were slow, for a terminal: causes by number, what is alike, what cannot be told. */
export function printWhy(
  { asked, why, against, flags }: SaidWhy,
  { colors, outColumns: width }: Pick<Terminal, 'colors' | 'outColumns'>,
): string {
  const { row } = asked;
  const own = why.causes.filter(({ isPeculiar }) => isPeculiar);
  const shared = why.causes.filter(({ isPeculiar }) => !isPeculiar);
  const list = (causes: readonly NamedCause[]) =>
    causes.map((cause) => causeText(cause, why.causes.indexOf(cause) + 1, colors)).join('\n');
  const parts = [
    `${colors.bold(row.name)}  ${colors.dim(row.runId)}\n${[askedText(asked), ...countWords(why)].join(': ')}`,
    row.trust === 'untrustworthy' && why.causes.length > 0 ? colors.yellow(NOT_BELIEVED_WORDS) : '',
    why.nothing,
    list(own),
    section(colors.bold('All through the run, not only here'), [list(shared)]),
    against === null ? '' : againstText(why, against, colors),
    section(colors.bold('Alike, so not the cause'), why.alike.map(indented)),
    section(colors.bold('Not known'), why.unknown.map(indented)),
  ].filter((part) => part !== '');
  const lines = parts.join('\n\n').split('\n');
  const text = lines.map((line) => wrapText(line, { width, indent: indentOf(line) })).join('\n');
  const further = furtherText({ asked, why, flags }, colors);
  return further === '' ? `${text}\n` : `${text}\n\n${further}\n`;
}

/** How to ask on. A command that is broken into lines is none that could be copied. */
function furtherText({ asked: { row, area }, why, flags }: Omit<SaidWhy, 'against'>, colors: Colors): string {
  const how = `plimsoll requests ${row.runId}${typed(flags)}`;
  const { service, endpoint } = flags;
  const isAll = area === null && service === undefined && endpoint === undefined;
  const lines = [
    ...(why.causes.length === 0 ? [] : [`The requests behind the first: ${how} --cause 1`]),
    ...(isAll && row.errors > 0
      ? [`The ${counted(row.errors, 'request')} that failed, which is not slowness: ${how} --failed`]
      : []),
  ];
  return lines.map((line) => colors.dim(line)).join('\n');
}

/** What follows a number of the list stands below what it begins with. */
function indentOf(line: string): number {
  const [lead = ''] = /^ *(?:\d+\. )?/.exec(line) ?? [];
  return lead.length;
}

function causeText(
  { sentence, evidence, share, isPeculiar }: NamedCause,
  number: number,
  colors: Colors,
): string {
  const said = sentence.map(({ text, strong }) => (strong ? colors.bold(text) : text)).join('');
  return [
    `${`${number}.`.padStart(4)} ${said}`,
    `     ${colors.dim(`${evidence} It explains ${formatPercent(100 * share)} of ${isPeculiar ? 'the' : 'all'} slow requests.`)}`,
  ].join('\n');
}

/** None where they cannot be counted. */
function countWords(why: Why): string[] {
  const words = slowWords(why, 'the rest of the run');
  return words === '' ? [] : [words];
}

/** Which causes another run has as well, and which it alone has. */
function againstText(why: Why, against: NonNullable<SaidWhy['against']>, colors: Colors): string {
  const { row, why: other } = against;
  // The number of a connection means something within its run only.
  const isSame = (one: NamedCause) => (two: NamedCause) =>
    one.kind === two.kind && one.subject === two.subject && one.kind !== 'connection';
  const places = (isThere: boolean) =>
    why.causes.flatMap((cause, place) => (other.causes.some(isSame(cause)) === isThere ? [place + 1] : []));
  const only = other.causes.filter((cause) => !why.causes.some(isSame(cause)));
  const [both, here] = [places(true), places(false)];
  return section(`${colors.bold(`Against ${row.name}`)}  ${colors.dim(row.runId)}`, [
    indented(`There: ${countWords(other).join('') || other.nothing}`),
    ...(here.length === 0 ? [] : [indented(`Not there: ${numbers(here)}.`)]),
    ...(both.length === 0 ? [] : [indented(`There as well: ${numbers(both)}.`)]),
    ...only.map(({ sentence }) => indented(`Only there: ${sentence.map(({ text }) => text).join('')}`)),
  ]);
}

/** `1`, `1 and 3`, `1, 2 and 3`. */
function numbers(places: readonly number[]): string {
  const last = places.at(-1) ?? '';
  return places.length < 2 ? `${last}` : `${places.slice(0, -1).join(', ')} and ${last}`;
}

function typed(flags: SaidWhy['flags']): string {
  const options = [
    ['--from', flags.from],
    ['--to', flags.to],
    ['--above', flags.above],
    ['--service', flags.service],
    ['--endpoint', flags.endpoint],
    ['--data-dir', flags.dataDir],
  ] as const;
  return options
    .map(([option, value]) => (value === undefined ? '' : ` ${option} ${shellWord(value)}`))
    .join('');
}

function indented(line: string): string {
  return `  ${line}`;
}

/** Lines under a title; without any, nothing. */
function section(title: string, lines: readonly string[]): string {
  const shown = lines.filter((line) => line !== '');
  return shown.length === 0 ? '' : [title, ...shown].join('\n');
}
