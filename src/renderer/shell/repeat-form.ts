import { parseDuration } from '../../contract/duration.ts';
import type { Overrides } from '../../contract/plan.ts';
import type { ArgumentOf, PlanRef } from '../../contract/wire.ts';

/** What the second side of a series differs in; `nothing`: there is none. */
export type AgainstKind = 'nothing' | 'target' | 'plan' | 'load';

/** The fields that make a series of a run, as typed. */
export interface RepeatForm {
  /** Runs of each side; empty: one run, no series. */
  readonly runs: string;
  readonly against: AgainstKind;
  readonly service: string;
  readonly url: string;
  /** `preset:smoke` or `stored:ID`. */
  readonly plan: string;
  readonly load: string;
  readonly pause: string;
  readonly discard: string;
  readonly declared: boolean;
}

export const NO_REPEAT: RepeatForm = {
  runs: '',
  against: 'nothing',
  service: '',
  url: '',
  plan: '',
  load: '',
  pause: '',
  discard: '',
  declared: false,
};

/** The series that the fields ask for. */
type Asked = Omit<ArgumentOf<'series.start'>, 'a' | 'b' | 'force'> & {
  readonly b?: { readonly label: string; readonly plan?: PlanRef; readonly overrides?: Overrides };
};

export type RepeatErrors = Partial<Record<keyof RepeatForm, string>>;

/**
 * What is asked, over the load of the first side.
 * @returns `asked` null: one run; `errors`: what is wrong with the fields
 */
export function repeatAsked(
  form: RepeatForm,
  overrides: Overrides,
): { readonly asked: Asked | null; readonly errors: RepeatErrors } {
  if (form.runs.trim() === '') {
    const isMissing = form.against !== 'nothing';
    return { asked: null, errors: isMissing ? { runs: 'How many of each, such as 4' } : {} };
  }
  const errors: { -readonly [Field in keyof RepeatErrors]: RepeatErrors[Field] } = {};
  const runsPerSide = wholeIn(form.runs, 2, 100);
  if (runsPerSide === null) errors.runs = 'A whole number from 2 to 100';
  const pauseMs = form.pause.trim() === '' ? 0 : parseDuration(form.pause.trim());
  if (pauseMs === null) errors.pause = 'Such as 5s';
  const discard = form.discard.trim() === '' ? 0 : wholeIn(form.discard, 0, 10);
  if (discard === null) errors.discard = 'A whole number up to 10';
  const b = otherSide(form, overrides, errors);
  if (runsPerSide === null || pauseMs === null || discard === null || Object.keys(errors).length > 0)
    return { asked: null, errors };
  const looks = form.declared ? 'declared' : 'open';
  return { asked: { runsPerSide, pauseMs, discard, looks, ...(b === null ? {} : { b }) }, errors };
}

function wholeIn(text: string, least: number, most: number): number | null {
  const value = Number(text.trim());
  return Number.isInteger(value) && value >= least && value <= most ? value : null;
}

function otherSide(
  form: RepeatForm,
  overrides: Overrides,
  errors: { -readonly [Field in keyof RepeatErrors]: RepeatErrors[Field] },
): NonNullable<Asked['b']> | null {
  if (form.against === 'nothing') return null;
  if (form.against === 'target') {
    const url = form.url.trim();
    if (!URL.canParse(url)) errors.url = 'An address, such as https://staging.example.com';
    if (form.service === '') errors.service = 'Which service';
    return {
      label: url,
      overrides: { ...overrides, targets: { ...overrides.targets, [form.service]: url } },
    };
  }
  if (form.against === 'plan') {
    const [kind, name = ''] = form.plan.split(/:(.*)/s);
    if (name === '') errors.plan = 'Choose a plan';
    const plan: PlanRef = kind === 'preset' ? { kind: 'preset', name } : { kind: 'stored', planId: name };
    return { label: kind === 'preset' ? name : 'other plan', plan, overrides };
  }
  const level = Number(form.load.trim());
  const key = overrides.rate === undefined ? 'users' : 'rate';
  if (!(level > 0)) errors.load = 'A number above 0';
  return { label: `${key} ${form.load.trim()}`, overrides: { ...overrides, [key]: level } };
}
