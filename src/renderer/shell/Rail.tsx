import { Search } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { useStore } from 'zustand';
import { Note, Row, Stack, Text } from '../parts/Box.tsx';
import { Mark } from '../parts/Mark.tsx';
import { MiddleText } from '../parts/MiddleText.tsx';
import { runningRow } from '../stores/runs.ts';
import { useWorkbench } from '../stores/workbench.tsx';
import { paths } from '../words/navigation.ts';
import { setPalette } from './palette-door.ts';
import { PLACE_NAMES, PLACES, type PlaceName } from './places.ts';
import styles from './Rail.module.css';

/** True where a place of the rail is the one shown; a live run belongs to no place but its own. */
function isAt(place: string, location: string): boolean {
  return place === paths.home ? location === place : location === place || location.startsWith(`${place}/`);
}

/** The way around. */
export function Rail() {
  const [location] = useLocation();
  return (
    <Stack as="nav" className={styles.rail} aria-label="Main">
      <Row as={Link} gap={10} href={paths.home} className={styles.brand}>
        <Mark size={22} />
        <span>Plimsoll</span>
      </Row>
      <Row
        as="button"
        type="button"
        gap={10}
        className={styles.search}
        onClick={() => setPalette(true)}
        aria-label="Search and commands"
      >
        <Search size={14} />
        <span>Search</span>
        <kbd style={{ marginLeft: 'auto' }}>{isMac() ? '⌘K' : 'Ctrl K'}</kbd>
      </Row>
      <Stack as="ul" gap={2}>
        {PLACE_NAMES.map((name) => (
          <PlaceLink key={name} name={name} location={location} />
        ))}
      </Stack>
      <NowRunning location={location} />
      <Version />
    </Stack>
  );
}

function PlaceLink({ name, location }: { name: PlaceName; location: string }) {
  const { path, word, key, Icon } = PLACES[name];
  return (
    <li>
      <Row
        as={Link}
        gap={10}
        href={path}
        className={styles.place}
        aria-current={isAt(path, location) ? 'page' : undefined}
        title={`${word} (G ${key})`}
      >
        <Icon size={16} strokeWidth={1.75} />
        <span>{word}</span>
      </Row>
    </li>
  );
}

function NowRunning({ location }: { location: string }) {
  const { runs } = useWorkbench();
  const row = useStore(runs, (state) => runningRow(state.rows));
  if (row === null) return null;
  const path = paths.live(row.runId);
  return (
    <Row
      as={Link}
      gap={10}
      href={path}
      className={styles.running}
      aria-current={location === path ? 'page' : undefined}
      aria-label={`Running: ${row.name}`}
      data-testid="now-running"
    >
      <span className={styles.pulse} />
      <Stack as="span">
        <Text tone="accent" size="micro" weight="semibold">
          Running
        </Text>
        <MiddleText text={row.name} />
      </Stack>
    </Row>
  );
}

function Version() {
  const { app } = useWorkbench();
  const version = useStore(app, ({ info }) => (info.state === 'ready' ? info.value.version : ''));
  return (
    <Note size="micro" className={styles.version}>
      {version}
    </Note>
  );
}

export function isMac(): boolean {
  return navigator.userAgent.includes('Mac');
}
