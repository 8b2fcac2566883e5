import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Failure } from '../../contract/failure.ts';
import { SIDE_SENTENCES } from '../words/words.ts';
import { Box, Row, Text } from './Box.tsx';

interface Props {
  readonly failure: Failure;
  readonly actions?: ReactNode;
  /** The answer to what was just done: it is brought into view where it stands below the edge. */
  readonly reveal?: boolean;
}

/** What happened, whose fault it probably is, what to do next. */
export function ErrorNote({ failure, actions, reveal = false }: Props) {
  return (
    <Row
      tint="poor"
      align="start"
      gap={10}
      pad="normal"
      role="alert"
      data-code={failure.code}
      ref={reveal ? intoView : undefined}
    >
      <Box as={CircleAlert} tone="poor" above={2} width={16} height={16} />
      <Box grow>
        <Text as="p" weight="semibold" breaks>
          {failure.message}
        </Text>
        <Text as="p" tone="soft" breaks>
          {SIDE_SENTENCES[failure.side]} {failure.hint}
        </Text>
        <Text as="p" above={4} mono size="micro" tone="soft">
          {failure.code}
        </Text>
      </Box>
      {actions === undefined ? null : (
        <Row rigid gap={8}>
          {actions}
        </Row>
      )}
    </Row>
  );
}

function intoView(note: HTMLElement | null): void {
  note?.scrollIntoView({ block: 'nearest' });
}
