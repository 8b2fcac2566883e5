import { ArrowDown, ArrowUp, Eraser } from 'lucide-react';
import { memo, useLayoutEffect, useRef, useState } from 'react';
import type { ConsoleFrame } from '../../../contract/console.ts';
import { Grid, Note, Text } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Segmented } from '../../parts/Segmented.tsx';
import type { ConsoleState } from '../../stores/console.ts';
import styles from './FrameLog.module.css';
import { bodyOf, lineOf, sinceOpen, tagOf, timeOfDay } from './frame-words.ts';

type Clock = 'since' | 'day';

/** Whoever has scrolled up further than this is reading, and is not torn away. */
const AT_END_PX = 40;

/** What travelled, oldest first; follows the newest unless someone has scrolled up to read. */
export function FrameLog({ state }: { state: ConsoleState }) {
  const { frames, framesIn, framesOut, phase, opened } = state;
  const [clock, setClock] = useState<Clock>('since');
  const from = clock === 'since' ? null : (opened?.openedAt ?? null);
  const list = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const newest = frames.at(-1)?.number ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when something new has come
  useLayoutEffect(() => {
    const element = list.current;
    if (element !== null && follows.current) element.scrollTop = element.scrollHeight;
  }, [newest]);
  const hidden = framesIn + framesOut - frames.length;
  return (
    <Panel
      title="Frames"
      aside={
        <Text nowrap>
          <Figure kind="count" value={framesIn} /> in, <Figure kind="count" value={framesOut} /> out
          {hidden > 0 ? (
            <>
              {' '}
              (<Figure kind="count" value={hidden} /> not shown)
            </>
          ) : null}
        </Text>
      }
      testId="console-frames"
      flush
      actions={
        <>
          <Segmented
            label="Times"
            value={clock}
            options={{ since: 'Since open', day: 'Time of day' }}
            onChange={setClock}
          />
          <Button
            look="quiet"
            size="small"
            icon={<Eraser size={14} />}
            disabled={frames.length === 0}
            onClick={() => state.clear()}
          >
            Clear
          </Button>
        </>
      }
    >
      <div
        ref={list}
        className={styles.scroll}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          follows.current = scrollHeight - scrollTop - clientHeight < AT_END_PX;
        }}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        role="log"
        aria-label="Frames in and out"
      >
        {frames.length === 0 ? (
          <Note size="body" textAlign="center" style={{ padding: '40px 16px' }}>
            {phase === 'open' ? 'No frames yet. Send a message below.' : 'Frames appear here.'}
          </Note>
        ) : (
          <ol>
            {frames.map((frame) => (
              <FrameLine key={frame.number} frame={frame} openedAt={from} />
            ))}
          </ol>
        )}
      </div>
    </Panel>
  );
}

const SCROLLS = { maxHeight: 320, overflow: 'auto', whiteSpace: 'pre-wrap' } as const;

interface LineProps {
  readonly frame: ConsoleFrame;
  /** Set: times are told as of the day. */
  readonly openedAt: number | null;
}

const FrameLine = memo(function FrameLine({ frame, openedAt }: LineProps) {
  const [open, setOpen] = useState(false);
  const { direction, kind, atMs, bytes, text, cut, roundTripMs } = frame;
  const Arrow = direction === 'in' ? ArrowDown : ArrowUp;
  const tag = tagOf(frame);
  const isMessage = kind === 'text' || kind === 'binary';
  return (
    <li className={styles.frame} data-direction={direction} data-kind={kind}>
      <Grid
        as="button"
        type="button"
        columns="84px 16px minmax(72px, 16%) minmax(0, 1fr) 68px"
        gap={8}
        align="center"
        full
        pad="sides"
        className={styles.line}
        aria-expanded={isMessage ? open : undefined}
        disabled={!isMessage}
        onClick={() => setOpen(!open)}
      >
        <Note as="span" textAlign="end">
          {openedAt === null ? sinceOpen(atMs) : timeOfDay(openedAt + atMs)}
        </Note>
        <Arrow size={13} color={`var(--chart-${direction === 'in' ? 3 : 1})`} aria-label={direction} />
        <Text clip tone="soft" size="small" weight="medium">
          {tag}
        </Text>
        <Text
          clip
          mono={isMessage}
          size="small"
          tone={kind === 'broken' ? 'poor' : isMessage ? undefined : 'soft'}
        >
          {lineOf(frame)}
        </Text>
        <Note as="span" textAlign="end">
          {roundTripMs === null ? (
            <Figure kind="bytes" value={bytes} />
          ) : (
            <Figure kind="ms" value={roundTripMs} />
          )}
        </Note>
      </Grid>
      {open ? (
        <div style={{ padding: '2px 16px 12px 132px' }}>
          <Text as="pre" mono breaks style={SCROLLS}>
            {bodyOf(frame)}
          </Text>
          {cut ? (
            <Note>Only the first {text.length.toLocaleString('en-US')} characters are shown.</Note>
          ) : null}
        </div>
      ) : null}
    </li>
  );
});
