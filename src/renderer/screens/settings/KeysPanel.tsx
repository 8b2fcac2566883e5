import { Fragment, type ReactNode } from 'react';
import { Panel } from '../../parts/Panel.tsx';
import { PLACES } from '../../shell/places.ts';
import { isMac } from '../../shell/Rail.tsx';
import { capsOf, SHORTCUTS, type ShortcutName } from '../../shortcuts.ts';
import styles from './KeysPanel.module.css';

interface Row {
  readonly keys: readonly (readonly string[])[];
  readonly does: string;
}

/** What is pressed without Ctrl, and what the mouse does where a key would be looked for. */
const OTHERS: Readonly<Record<string, readonly Row[]>> = {
  Everywhere: [
    ...Object.values(PLACES).map(({ key, longWord }) => ({ keys: [['G', key]], does: longWord })),
    { keys: [['Esc']], does: 'Close the search, a menu or a dialog' },
    { keys: [['←', '→']], does: 'Move between tabs and choices' },
  ],
  Plans: [
    { keys: [['←', '↑', '↓', '→']], does: 'Move the chosen corner of the load profile' },
    { keys: [['Shift', '←', '↑', '↓', '→']], does: 'Move it ten steps' },
  ],
  Console: [],
  Charts: [
    { keys: [['Drag']], does: 'Zoom all charts of the run' },
    { keys: [['Double-click']], does: 'Show the whole run again' },
  ],
};

/** Every key of the workbench, by where it works. */
export function KeysPanel() {
  const mac = isMac();
  const names = Object.keys(SHORTCUTS) as ShortcutName[];
  const rowsOf = (group: string): Row[] => [
    ...names
      .filter((name) => SHORTCUTS[name].group === group)
      .map((name) => ({ keys: capsOf(name, mac), does: SHORTCUTS[name].does })),
    ...(OTHERS[group] ?? []),
  ];
  return (
    <Panel title="Keyboard shortcuts" testId="keys">
      <div className={styles.groups}>
        {Object.keys(OTHERS).map((group) => (
          <section key={group} aria-label={group}>
            <h3 className={styles.group}>{group}</h3>
            <dl className={styles.rows}>
              {rowsOf(group).map(({ keys, does }) => (
                <Fragment key={does}>
                  <dt>{joined(keys)}</dt>
                  <dd>{does}</dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Panel>
  );
}

/** The caps side by side, `or` between the ways to press it. */
function joined(ways: Row['keys']): ReactNode {
  return ways.map((caps, index) => (
    <Fragment key={caps.join(' ')}>
      {index === 0 ? null : <span className={styles.or}>or</span>}
      {caps.map((cap) => (
        <kbd key={cap} className={styles.cap}>
          {cap}
        </kbd>
      ))}
    </Fragment>
  ));
}
