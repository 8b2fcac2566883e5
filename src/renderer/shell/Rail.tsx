import {
  ClipboardList,
  GitCompareArrows,
  History,
  House,
  type LucideIcon,
  Search,
  Server,
  Settings2,
  SquareTerminal,
} from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { useStore } from 'zustand';
import { paths } from '../navigation.ts';
import { Mark } from '../parts/Mark.tsx';
import { runningRow } from '../stores/runs.ts';
import { useWorkbench } from '../workbench.tsx';
import { openPalette } from './palette-door.ts';
import styles from './Rail.module.css';

const PLACES: readonly (readonly [path: string, word: string, icon: LucideIcon, key: string])[] = [
  [paths.home, 'Home', House, 'H'],
  [paths.plans, 'Plans', ClipboardList, 'P'],
  [paths.runs, 'Runs', History, 'R'],
  [paths.compare(), 'Compare', GitCompareArrows, 'C'],
  [paths.services, 'Services', Server, 'S'],
  [paths.console(), 'Console', SquareTerminal, 'W'],
  [paths.settings, 'Settings', Settings2, ','],
];

/** True where a place of the rail is the one shown; a live run belongs to no place but its own. */
function isAt(place: string, location: string): boolean {
  return place === paths.home ? location === place : location === place || location.startsWith(`${place}/`);
}

/** The way around. */
export function Rail() {
  const [location] = useLocation();
  return (
    <nav className={styles.rail} aria-label="Main">
      <Link href={paths.home} className={styles.brand ?? ''}>
        <Mark size={22} />
        <span>Plimsoll</span>
      </Link>
      <button type="button" className={styles.search} onClick={openPalette} aria-label="Search and commands">
        <Search size={14} aria-hidden="true" />
        <span>Search</span>
        <kbd className={styles.key}>{isMac() ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      <ul className={styles.places}>
        {PLACES.map(([path, word, Icon]) => (
          <li key={path}>
            <Link
              href={path}
              className={styles.place ?? ''}
              aria-current={isAt(path, location) ? 'page' : undefined}
              title={word}
            >
              <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
              <span>{word}</span>
            </Link>
          </li>
        ))}
      </ul>
      <NowRunning location={location} />
      <Version />
    </nav>
  );
}

function NowRunning({ location }: { location: string }) {
  const { runs } = useWorkbench();
  const row = useStore(runs, (state) => runningRow(state.rows));
  if (row === null) return null;
  const path = paths.live(row.runId);
  return (
    <Link
      href={path}
      className={styles.running ?? ''}
      aria-current={location === path ? 'page' : undefined}
      data-testid="now-running"
    >
      <span className={styles.pulse} aria-hidden="true" />
      <span className={styles.runningText}>
        <span className={styles.runningLabel}>Running</span>
        <span className={styles.runningName}>{row.name}</span>
      </span>
    </Link>
  );
}

function Version() {
  const { app } = useWorkbench();
  const version = useStore(app, ({ info }) => (info.state === 'ready' ? info.value.version : ''));
  return <p className={styles.version}>{version}</p>;
}

export function isMac(): boolean {
  return navigator.userAgent.includes('Mac');
}
