import type { ReactNode } from 'react';
import { Grid, Note, Text } from '../../parts/Box.tsx';

/** A setting or a fact, with its name before it. */
export function SettingLine({ name, note, children }: { name: string; note?: string; children: ReactNode }) {
  return (
    <Grid columns="190px minmax(0, 1fr)" align="baseline" gap={16} style={{ padding: '6px 0' }}>
      <Text tone="soft">{name}</Text>
      <div>
        {children}
        {note === undefined ? null : <Note above={4}>{note}</Note>}
      </div>
    </Grid>
  );
}
