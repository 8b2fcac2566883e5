import { type ReactNode, useEffect } from 'react';
import { Box, Row, Stack, Text } from './Box.tsx';

interface Props {
  readonly title: ReactNode;
  /** Of the window; `title` where that is text. */
  readonly windowTitle?: string;
  readonly sub?: ReactNode;
  readonly actions?: ReactNode;
  /** Charts use the whole width; pages to read do not. */
  readonly wide?: boolean;
  /** Forms and facts read best in a narrow column. */
  readonly narrow?: boolean;
  readonly children: ReactNode;
}

/** A screen: its heading, what can be done with it, and its content. */
export function Page({ title, windowTitle, sub, actions, wide = false, narrow = false, children }: Props) {
  const name = windowTitle ?? (typeof title === 'string' ? title : '');
  useEffect(() => {
    document.title = name === '' ? 'Plimsoll' : `${name} · Plimsoll`;
  }, [name]);
  return (
    <Stack gap={16} style={{ maxWidth: wide ? 'none' : narrow ? 860 : 1560, padding: '22px 28px 48px' }}>
      <Row as="header" align="start" gap={16}>
        <Box grow>
          <Text as="h1" breaks>
            {title}
          </Text>
          {sub === undefined ? null : <Box tone="muted">{sub}</Box>}
        </Box>
        {actions === undefined ? null : <Row gap={8}>{actions}</Row>}
      </Row>
      {children}
    </Stack>
  );
}
