import { type ReactNode, useContext } from 'react';
import { plainText } from '../../../contract/error-text.ts';
import type { Answer } from '../../../contract/tick.ts';
import { Grid, Note, Text } from '../../parts/Box.tsx';
import { Paper } from '../../parts/paper.ts';
import styles from './ErrorLine.module.css';

/** What was sent, and what came back for it. @param response null: nothing is known of it */
export function Exchange({ request, response }: { request: string; response: Answer | null }) {
  const isEmpty = response === null || (response.head === '' && response.body === '' && response.note === '');
  return (
    <>
      <Fact name="Request">
        <Example text={plainText(request)} />
      </Fact>
      {isEmpty ? null : (
        <Fact name="Response">
          {response.head === '' ? null : <Example text={plainText(response.head)} />}
          {response.body === '' ? null : <Example text={plainText(response.body)} />}
          {response.note === '' ? null : <Note above={4}>{response.note}</Note>}
        </Fact>
      )}
    </>
  );
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Grid columns="110px minmax(0, 1fr)" className={styles.fact} style={{ columnGap: 12 }}>
      <Text tone="muted">{name}</Text>
      <div>{children}</div>
    </Grid>
  );
}

const WRAPS = { whiteSpace: 'pre-wrap' } as const;
const SCROLLS = { ...WRAPS, maxHeight: 180, overflow: 'auto' } as const;
const DENSE = { ...WRAPS, padding: '1px 6px' } as const;

function Example({ text }: { text: string }) {
  const paper = useContext(Paper);
  return (
    <Text
      as="pre"
      below={paper ? 2 : 8}
      tint="ground"
      pad="small"
      mono
      breaks
      style={paper ? DENSE : SCROLLS}
    >
      {text}
    </Text>
  );
}
