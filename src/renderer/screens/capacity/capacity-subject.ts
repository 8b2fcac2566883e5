import type { Overrides } from '../../../contract/plan.ts';
import type { PlanRef, RunDetail } from '../../../contract/wire.ts';
import { CAPACITY_SUBJECTS, type CapacitySubject, decodePart } from '../../words/navigation.ts';

/** Of what the capacity is searched, as chosen on the screen. */
export type Subject =
  | { readonly kind: 'url' }
  | { readonly kind: 'plan'; readonly planId: string }
  | { readonly kind: 'preset'; readonly name: string }
  | { readonly kind: 'service'; readonly url: string; readonly path: string }
  | { readonly kind: 'run'; readonly detail: RunDetail };

/** What an address of the window names; null: nothing in particular. */
export function askedSubject(kind: string | undefined, name: string | undefined): CapacitySubject | null {
  const known = CAPACITY_SUBJECTS.find((one) => one === kind);
  if (known === undefined || name === undefined || name === '') return null;
  return { kind: known, name: decodePart(name) };
}

/** @param url of the address form, null where it is none yet */
export function addressedBy(subject: Subject, url: PlanRef | null): CapacitySubject | null {
  switch (subject.kind) {
    case 'url':
      return url?.kind === 'url' ? { kind: 'url', name: url.url } : null;
    case 'plan':
      return { kind: 'plan', name: subject.planId };
    case 'preset':
      return { kind: 'preset', name: subject.name };
    case 'service':
      return subject.url === '' ? null : { kind: 'url', name: serviceUrl(subject) };
    case 'run':
      return { kind: 'run', name: subject.detail.row.runId };
  }
}

/** The plan that is run; null: nothing is chosen yet. */
export function planOf(subject: Subject, url: PlanRef | null): PlanRef | null {
  switch (subject.kind) {
    case 'url':
      return url;
    case 'plan':
      return subject.planId === '' ? null : { kind: 'stored', planId: subject.planId };
    case 'preset':
      return subject.name === '' ? null : { kind: 'preset', name: subject.name };
    case 'service':
      return subject.url === '' ? null : { kind: 'url', url: serviceUrl(subject) };
    case 'run':
      return { kind: 'text', text: subject.detail.planText };
  }
}

function serviceUrl({ url, path }: Extract<Subject, { kind: 'service' }>): string {
  const typed = path.trim();
  return `${url.replace(/\/$/, '')}${typed.startsWith('/') ? '' : '/'}${typed}`;
}

/** What an earlier search changed about its plan beside the search itself; its text says what is sent. */
export function keptOverrides(subject: Subject): Overrides {
  if (subject.kind !== 'run') return {};
  const {
    capacity: _c,
    requests: _r,
    message: _m,
    subscribe: _s,
    sse: _e,
    ...rest
  } = subject.detail.overrides;
  return rest;
}
