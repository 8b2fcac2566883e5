import type { ReactNode } from 'react';
import { Note, Row, Stack, Text } from './Box.tsx';
import { Mark } from './Mark.tsx';

interface Props {
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

/** Nothing here yet: says what would be here, and how it gets here. */
export function EmptyState({ title, children, action }: Props) {
  return (
    <Stack align="center" textAlign="center" style={{ padding: '36px 24px' }}>
      <Text tone="muted" below={12}>
        <Mark size={30} />
      </Text>
      <h2>{title}</h2>
      <Note above={4} size="body" breaks style={{ maxWidth: '46ch' }}>
        {children}
      </Note>
      {action === undefined ? null : (
        <Row wrap gap={16} above={12}>
          {action}
        </Row>
      )}
    </Stack>
  );
}
