import { entriesOf } from '../../../contract/keys.ts';
import type { ErrorRow } from '../../../contract/summary.ts';
import { Row } from '../../parts/Box.tsx';
import { Choice } from '../../parts/Field.tsx';

/** Which errors are shown; null: any. */
export type ErrorChoice = { readonly [Name in 'category' | 'service' | 'code']: ErrorRow[Name] | null };

export const EVERY_ERROR: ErrorChoice = { category: null, service: null, code: null };

/** True where the row is what was chosen in every respect. */
export function keptBy(choice: ErrorChoice, row: ErrorRow): boolean {
  return entriesOf(choice).every(([name, wanted]) => wanted === null || row[name] === wanted);
}

/** What there is to choose from: each once, in the order of the rows. */
export function choicesOf(errors: readonly ErrorRow[], name: 'service' | 'code'): readonly string[] {
  return [...new Set(errors.map((row) => row[name]))];
}

const FILTERS = [
  ['service', 'Service', 'All services'],
  ['code', 'Code', 'All codes'],
] as const;

interface Props {
  readonly errors: readonly ErrorRow[];
  readonly choice: ErrorChoice;
  readonly onChange: (choice: ErrorChoice) => void;
}

/** One service or one code alone; nothing to choose where there is only one of them. */
export function ErrorFilter({ errors, choice, onChange }: Props) {
  const filters = FILTERS.filter(([name]) => choicesOf(errors, name).length > 1);
  return filters.length === 0 ? null : (
    <Row wrap gap={16} style={{ padding: '0 16px 8px' }}>
      {filters.map(([name, label, all]) => (
        <Choice
          key={name}
          hideLabel
          maxWidth={260}
          label={label}
          value={choice[name] ?? ''}
          options={['', ...choicesOf(errors, name)].map((value) => [value, value || all])}
          onChange={(value) => onChange({ ...choice, [name]: value || null })}
        />
      ))}
    </Row>
  );
}
