import type { Failure } from '../../../contract/failure.ts';
import type { ServiceRow } from '../../../contract/services.ts';
import type { ArgumentOf } from '../../../contract/wire.ts';

export interface AddressLine {
  /** Stays with the line while others come and go. */
  readonly key: number;
  readonly label: string;
  readonly url: string;
}

/** A service as it is being typed. */
export interface ServiceForm {
  readonly service: string;
  readonly lines: readonly AddressLine[];
  /** Key of the line requests go to. */
  readonly chosen: number;
  readonly healthPath: string;
  readonly watch: string;
}

/** Where in the form a failure is shown. */
export type FormPlace = Exclude<keyof ServiceForm, 'chosen'>;

export function formOf(row: ServiceRow | null): ServiceForm {
  const lines = (row?.addresses ?? [{ label: 'local', url: '' }]).map((one, key) => ({ ...one, key }));
  return {
    service: row?.service ?? '',
    lines,
    chosen: Math.max(0, row?.addresses.findIndex((one) => one.url === row.url) ?? 0),
    healthPath: row?.healthPath ?? '',
    watch: row?.watch ?? '',
  };
}

export function withLine(form: ServiceForm): ServiceForm {
  const key = Math.max(-1, ...form.lines.map((line) => line.key)) + 1;
  const label = form.lines.some((line) => line.label === 'staging') ? '' : 'staging';
  return { ...form, lines: [...form.lines, { key, label, url: '' }] };
}

export function withoutLine(form: ServiceForm, key: number): ServiceForm {
  const lines = form.lines.filter((line) => line.key !== key);
  const chosen = form.chosen === key ? (lines[0]?.key ?? 0) : form.chosen;
  return { ...form, lines, chosen };
}

/** What is sent: lines without an address are as if they were not there, unless there is no other. */
export function draftOf(form: ServiceForm): ArgumentOf<'services.add'> {
  const filled = form.lines.filter(({ url }) => url.trim() !== '');
  const lines = filled.length === 0 ? form.lines.slice(0, 1) : filled;
  return {
    service: form.service,
    addresses: lines.map(({ label, url }) => ({ label, url })),
    chosen: Math.max(
      0,
      lines.findIndex(({ key }) => key === form.chosen),
    ),
    healthPath: form.healthPath,
    watch: form.watch,
  };
}

export function placeOf({ code }: Failure): FormPlace {
  if (code === 'services.bad_path') return 'healthPath';
  if (code === 'services.bad_watch') return 'watch';
  return ['services.bad_name', 'services.name_taken', 'services.built_in'].includes(code)
    ? 'service'
    : 'lines';
}
