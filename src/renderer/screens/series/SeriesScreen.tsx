import { Download, Play, Square, Trash2, Undo2 } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { Link, useLocation } from 'wouter';
import { useStore } from 'zustand';
import type { SeriesDetail } from '../../../contract/run-series-schema.ts';
import { countedText, moreRunsOf, SERIES_STATE_WORDS } from '../../../contract/series-text.ts';
import { ActionMenu } from '../../parts/ActionMenu.tsx';
import { Note, Row, Stack, Text } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { download } from '../../parts/download.ts';
import { Loaded } from '../../parts/Loaded.tsx';
import { Page } from '../../parts/Page.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { createAnswerStore } from '../../stores/loadable.ts';
import { useWorkbench } from '../../stores/workbench.tsx';
import { paths } from '../../words/navigation.ts';
import { OrderPanel, RepeatedPanel, VerdictPanel } from './SeriesTables.tsx';

/** A series of runs: what came out, what else differs and what was odd before any figure, then its runs. */
export function SeriesScreen({ seriesId }: { seriesId: string }) {
  const { host } = useWorkbench();
  const store = useMemo(() => createAnswerStore(host, 'series.get', { seriesId }), [host, seriesId]);
  useEffect(() => {
    const { load } = store.getState();
    void load();
    return host.on('series.changed', (row) => {
      if (row.seriesId === seriesId) void load();
    });
  }, [host, store, seriesId]);
  const answer = useStore(store, (state) => state.answer);
  if (answer.state === 'ready') return <SeriesPage detail={answer.value} />;
  return (
    <Page title="Series" wide>
      <Loaded of={answer} lines={8} actions={<Link href={paths.runs}>All runs</Link>}>
        {() => null}
      </Loaded>
    </Page>
  );
}

function SeriesPage({ detail }: { detail: SeriesDetail }) {
  const { document } = detail;
  const { series, lead, context, odd, verdict, repeated, runs } = document;
  const state = `${countedText(document)}; ${SERIES_STATE_WORDS[series.state]}.`;
  return (
    <Page
      title={series.name}
      sub={series.endReason === '' ? state : `${state} ${series.endReason}`}
      wide
      actions={<SeriesActions detail={detail} />}
    >
      <Stack gap={6}>
        <Text as="p" size="lead" weight="semibold" data-testid="series-lead">
          {lead === '' ? 'No run counts yet.' : lead}
        </Text>
        {series.sides.length < 2
          ? null
          : series.sides.map(({ side, label }) => (
              <Note key={side}>
                {side}: {label}
              </Note>
            ))}
      </Stack>
      <Sentences
        title="What else differs"
        lines={context.map(({ aspect, a, b }) => `${aspect}: ${a} → ${b}`)}
      />
      <Sentences title="What was odd" lines={odd} />
      <VerdictPanel cells={verdict?.cells ?? []} />
      <RepeatedPanel figures={repeated} />
      <OrderPanel runs={runs} hasSides={series.sides.length > 1} />
    </Page>
  );
}

function Sentences({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <Panel title={title}>
      <Stack as="ul" gap={4}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </Stack>
    </Panel>
  );
}

/** More runs, a stop, files, the bin. */
function SeriesActions({ detail }: { detail: SeriesDetail }) {
  const { host, notices } = useWorkbench();
  const [, navigate] = useLocation();
  const { row, document } = detail;
  const { seriesId } = row;
  const { attempt, say } = notices.getState();
  const more = moreRunsOf(document);
  const goOn = async () => {
    const result = await attempt(host.call('series.continue', { seriesId }));
    if (result.ok) navigate(paths.live(result.value.runId));
  };
  const exportAs = async (format: 'json' | 'markdown' | 'junit') => {
    const result = await attempt(host.call('series.export', { seriesId, format }));
    if (!result.ok) return;
    download(result.value.fileName, result.value.text, result.value.mediaType);
    say(`${result.value.fileName} is downloaded.`);
  };
  const remove = async () => {
    const result = await attempt(host.call('series.delete', { seriesId }));
    if (!result.ok) return;
    say(`Deleted the series “${row.name}”; its runs stay.`);
    navigate(paths.runs);
  };
  const running = document.series.state === 'running';
  return (
    <Row gap={8}>
      {running ? (
        <Button
          look="danger"
          icon={<Square size={12} fill="currentColor" />}
          onClick={() => void attempt(host.call('series.stop', { seriesId }))}
        >
          Stop the series
        </Button>
      ) : null}
      {more === null ? null : (
        <Button look="strong" icon={<Play />} onClick={goOn} data-testid="more-runs">
          Run {more} more
          {document.series.sides.length > 1 ? ' of each' : ''}
        </Button>
      )}
      <ActionMenu
        trigger={<Button icon={<Download />}>Export</Button>}
        actions={[
          { key: 'json', text: 'JSON', run: () => void exportAs('json') },
          { key: 'markdown', text: 'Markdown', run: () => void exportAs('markdown') },
          { key: 'junit', text: 'JUnit', run: () => void exportAs('junit') },
        ]}
      />
      {row.deleted ? (
        <Button icon={<Undo2 />} onClick={() => void attempt(host.call('series.restore', { seriesId }))}>
          Restore
        </Button>
      ) : (
        <Button icon={<Trash2 />} onClick={remove} disabled={running} aria-label="Delete the series" />
      )}
    </Row>
  );
}
