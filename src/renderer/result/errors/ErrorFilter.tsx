import type { ErrorRow } from '../../../contract/summary.ts';
import { Row, Text } from '../../parts/Box.tsx';
import { choicesOf, type ErrorChoice } from './error-choice.ts';

interface Props {
  readonly errors: readonly ErrorRow[];
  readonly choice: ErrorChoice;
  readonly onChange: (choice: ErrorChoice) => void;
}

const LABELS = { service: 'Service', code: 'Code' } as const;

/** One service or one code alone; nothing to choose where there is only one of them. */
export function ErrorFilter({ errors, choice, onChange }: Props) {
  const names = (['service', 'code'] as const).filter((name) => choicesOf(errors, name).length > 1);
  if (names.length === 0) return null;
  return (
    <Row wrap gap={16} style={{ padding: '0 16px 8px' }}>
      {names.map((name) => (
        <Row key={name} as="label" inline gap={8}>
          <Text tone="muted">{LABELS[name]}</Text>
          <select
            style={{ maxWidth: 260 }}
            value={choice[name] ?? ''}
            onChange={(event) =>
              onChange({ ...choice, [name]: event.target.value === '' ? null : event.target.value })
            }
          >
            <option value="">All</option>
            {choicesOf(errors, name).map((value) => (
              <option key={value} value={value}>
                {value}
              </option>
            ))}
          </select>
        </Row>
      ))}
    </Row>
  );
}
