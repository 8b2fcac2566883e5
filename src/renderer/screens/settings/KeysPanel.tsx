import { Fragment, type ReactNode } from 'react';
import { Grid, Note, Row, Text } from '../../parts/Box.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { isMac } from '../../shell/Rail.tsx';
import { type KeyRow, keyGroups } from './key-groups.ts';

/** Every key of the workbench, by where it works. */
export function KeysPanel() {
  return (
    <Panel title="Keyboard shortcuts" testId="keys">
      <Grid columns="repeat(auto-fit, minmax(300px, 1fr))" gap={28}>
        {keyGroups(isMac()).map(([group, rows]) => (
          <section key={group} aria-label={group}>
            <Text as="h3" below={8} tone="muted" weight="medium">
              {group}
            </Text>
            <Grid as="dl" columns="max-content minmax(0, 1fr)" align="baseline" gap={8}>
              {rows.map(({ keys, does }) => (
                <Fragment key={does}>
                  <Row as="dt" gap={4}>
                    {joined(keys)}
                  </Row>
                  <dd>{does}</dd>
                </Fragment>
              ))}
            </Grid>
          </section>
        ))}
      </Grid>
    </Panel>
  );
}

/** The caps side by side, `or` between the ways to press it. */
function joined(ways: KeyRow['keys']): ReactNode {
  return ways.map((caps, index) => (
    <Fragment key={caps.join(' ')}>
      {index === 0 ? null : <Note as="span">or</Note>}
      {caps.map((cap) => (
        <kbd key={cap}>{cap}</kbd>
      ))}
    </Fragment>
  ));
}
