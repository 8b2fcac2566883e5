import { Fragment, type ReactNode } from 'react';
import { keysOf } from '../../../contract/keys.ts';
import { Grid, Note, Row, Text } from '../../parts/Box.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { PLACES } from '../../shell/places.ts';
import { isMac } from '../../shell/Rail.tsx';
import { ANALYSIS_KEYS } from '../../words/page-keys.ts';
import { capsOf, SHORTCUTS } from '../../words/shortcuts.ts';

interface Key {
  readonly keys: readonly (readonly string[])[];
  readonly does: string;
}

/** What is pressed without Ctrl, and what the mouse does where a key would be looked for. */
const OTHERS: Readonly<Record<string, readonly Key[]>> = {
  Everywhere: [
    ...Object.values(PLACES).map(({ key, longWord }) => ({ keys: [['G', key]], does: longWord })),
    { keys: [['Esc']], does: 'Close the search, a menu or a dialog' },
    { keys: [['←', '→']], does: 'Move between tabs and choices' },
  ],
  Analysis: [
    { keys: [['←', '↑', '↓', '→']], does: 'Move over the heatmap; Shift extends the selection' },
    { keys: [['Alt', '←↑↓→']], does: 'Move the selection; with Shift, resize it' },
    { keys: [['Enter'], ['Space']], does: 'Select the cell, or its column' },
    { keys: [['B'], ['X']], does: 'Begin a second area; exchange the two' },
    { keys: [['+'], ['−'], ['0'], ['F']], does: 'Zoom in, out, to the whole run, to the selection' },
    ...Object.values(ANALYSIS_KEYS).map(({ key, does }) => ({ keys: [[key.toUpperCase()]], does })),
    { keys: [['Ctrl', 'Wheel']], does: 'Zoom at the pointer' },
    { keys: [['Shift', 'Drag']], does: 'Draw a second area' },
    { keys: [['Double-click']], does: 'Zoom to the selection' },
    { keys: [['Esc']], does: 'Stop a drag, then clear B, then A' },
  ],
  Plans: [
    { keys: [['←', '↑', '↓', '→']], does: 'Move the chosen corner of the load profile' },
    { keys: [['Shift', '←', '↑', '↓', '→']], does: 'Move it ten steps' },
  ],
  Console: [],
  Charts: [
    { keys: [['Drag']], does: 'Zoom all charts of the run' },
    { keys: [['Double-click']], does: 'Show the whole run again' },
    { keys: [['Click']], does: 'Of a stored run: the requests of that second' },
  ],
};

/** Every key of the workbench, by where it works. */
export function KeysPanel() {
  const mac = isMac();
  const names = keysOf(SHORTCUTS);
  const rowsOf = (group: string): Key[] => [
    ...names
      .filter((name) => SHORTCUTS[name].group === group)
      .map((name) => ({ keys: capsOf(name, mac), does: SHORTCUTS[name].does })),
    ...(OTHERS[group] ?? []),
    ...(group === 'Analysis'
      ? [{ keys: [...capsOf('undo', mac), ...capsOf('redo', mac)], does: 'Undo, redo a selection' }]
      : []),
  ];
  return (
    <Panel title="Keyboard shortcuts" testId="keys">
      <Grid columns="repeat(auto-fit, minmax(300px, 1fr))" gap={28}>
        {Object.keys(OTHERS).map((group) => (
          <section key={group} aria-label={group}>
            <Text as="h3" below={8} tone="muted" weight="medium">
              {group}
            </Text>
            <Grid as="dl" columns="max-content minmax(0, 1fr)" align="baseline" gap={8}>
              {rowsOf(group).map(({ keys, does }) => (
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
function joined(ways: Key['keys']): ReactNode {
  return ways.map((caps, index) => (
    <Fragment key={caps.join(' ')}>
      {index === 0 ? null : <Note as="span">or</Note>}
      {caps.map((cap) => (
        <kbd key={cap}>{cap}</kbd>
      ))}
    </Fragment>
  ));
}
