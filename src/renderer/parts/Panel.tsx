import { type ReactNode, useId } from 'react';
import { Box, Card, Row } from './Box.tsx';
import { classNames } from './class-names.ts';
import styles from './Panel.module.css';

interface Props {
  readonly title: ReactNode;
  /** Beside the title: what it is about, in a few words. */
  readonly aside?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** Tables and charts reach to the edges. */
  readonly flush?: boolean;
  readonly testId?: string;
}

/** A titled piece of a screen on a ground of its own. */
export function Panel({ title, aside, actions, children, flush = false, testId }: Props) {
  const id = useId();
  return (
    <Card as="section" aria-labelledby={id} data-testid={testId}>
      <Row as="header" gap={10} style={{ minHeight: 44, padding: '7px 12px 7px 16px' }}>
        <h2 id={id}>{title}</h2>
        {aside === undefined ? null : (
          <Box tone="muted" size="small">
            {aside}
          </Box>
        )}
        {actions === undefined ? null : (
          <Row gap={6} style={{ marginLeft: 'auto' }}>
            {actions}
          </Row>
        )}
      </Row>
      <div className={classNames(styles.body, flush && styles.flush)}>{children}</div>
    </Card>
  );
}
