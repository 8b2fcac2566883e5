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
  Analysis: Object.values(ANALYSIS_KEYS).map(({ key, does }) => ({ keys: [[key.toUpperCase()]], does })),
  Heatmap: [
    { keys: [['←↑↓→']], does: 'Move the cursor' },
    { keys: [['Shift', '←↑↓→']], does: 'Extend a selection from it' },
    { keys: [['Alt', '←↑↓→']], does: 'Move the selection; with Shift, resize it' },
    { keys: [['Enter'], ['Space']], does: 'Select the cell, or its column' },
    { keys: [['B']], does: 'Begin a second area, to compare with' },
    { keys: [['X']], does: 'Exchange the two' },
    { keys: [['+'], ['−']], does: 'Zoom in, zoom out' },
    { keys: [['0'], ['F']], does: 'Show the whole run, or the selection' },
    { keys: [['Esc']], does: 'Stop a drag, then clear B, then A' },
    { keys: [['Shift', 'Drag']], does: 'Draw a second area' },
    { keys: [['Double-click']], does: 'Zoom to the selection' },
    { keys: [['Ctrl', 'Wheel']], does: 'Zoom at the pointer' },
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
    ...(group === 'Heatmap' ? (['undo', 'redo'] as const).map((name) => selectionKey(name, mac)) : []),
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

/** A selection is undone as a plan is. */
function selectionKey(name: 'undo' | 'redo', mac: boolean): Key {
  return { keys: capsOf(name, mac).slice(0, 1), does: `${SHORTCUTS[name].does} a selection` };
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
