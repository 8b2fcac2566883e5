import type { ReactNode } from 'react';
import { Note, Row, Text } from '../../parts/Box.tsx';
import { Figure } from '../../parts/Figure.tsx';

/** Small named counts in a row. */
export function CountList({ children }: { children: ReactNode }) {
  return (
    <Row as="dl" wrap gap={28} style={{ padding: '2px 16px 12px' }}>
      {children}
    </Row>
  );
}

export function Counted({ name, value }: { name: string; value: number }) {
  return (
    <div>
      <Note as="dt">{name}</Note>
      <Text as="dd" weight="semibold">
        <Figure kind="count" value={value} />
      </Text>
    </div>
  );
}
