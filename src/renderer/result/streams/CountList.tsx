import { Note, Row, Text } from '../../parts/Box.tsx';
import { Figure } from '../../parts/Figure.tsx';
import type { NamedCount } from '../../protocols/shown-protocol.ts';

/** Small named counts in a row. */
export function CountList({ counts }: { counts: readonly NamedCount[] }) {
  return (
    <Row as="dl" wrap gap={28} style={{ padding: '2px 16px 12px' }}>
      {counts.map(([name, value]) => (
        <div key={name}>
          <Note as="dt">{name}</Note>
          <Text as="dd" weight="semibold">
            <Figure kind="count" value={value} />
          </Text>
        </div>
      ))}
    </Row>
  );
}
