import { counted, formatCount, formatPercent } from '../../../../contract/format.ts';
import { type NamedCause, NOT_BELIEVED_WORDS, slowWords, type Why } from '../../../../contract/why.ts';
import { Box, Grid, Row, Stack, Text } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { Definition } from '../../../parts/Definition.tsx';
import { Loaded } from '../../../parts/Loaded.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import type { Answer } from '../../../parts/use-answer.ts';

interface Props {
  readonly why: Answer<Why>;
  /** What the answer is about: `A against the rest of the run`. */
  readonly about: string;
  /** What it is compared with: `the rest of the run`, or `B`. */
  readonly there: string;
  /** Whether the run kept any. */
  readonly hasRequests: boolean;
  /** False: the generator was disturbed so much that causes may be its own doing. */
  readonly isBelieved: boolean;
  /** What failed far more often than in what it is compared with; null: nothing. */
  readonly failed: FailedShare | null;
  readonly onFailed: () => void;
  readonly onRequests: (cause: NamedCause) => void;
  readonly onArea: (cause: NamedCause) => void;
}

/** How much failed in the time of a selection or in the whole run, and in what it is compared with. */
export interface FailedShare {
  readonly failed: number;
  readonly finished: number;
  /** 0 … 1; null: there is nothing that it is compared with. */
  readonly elsewhere: number | null;
}

/** What sets the slow requests apart, most telling first, each with what it rests on. */
export function WhyPanel({ why, about, ...rest }: Props) {
  return (
    <Panel
      title="Why is it slow?"
      aside={about}
      flush
      testId="why"
      actions={
        <Text size="small" tone="soft">
          <Definition term="slowCause">How this is found</Definition>
        </Text>
      }
    >
      <Box style={{ opacity: why.isStale ? 0.6 : 1 }} aria-busy={why.isStale}>
        <Loaded of={why.answer} lines={4}>
          {(value) => <Causes value={value} {...rest} />}
        </Loaded>
      </Box>
    </Panel>
  );
}

function Causes({
  value,
  there,
  hasRequests,
  isBelieved,
  failed,
  onFailed,
  onRequests,
  onArea,
}: { value: Why } & Omit<Props, 'why' | 'about'>) {
  const slow = slowWords(value, there);
  const hasFoot = slow !== '' || value.unknown.length > 0;
  // That nothing succeeded is said once.
  const isSaid = failed !== null && failed.failed === failed.finished;
  return (
    <>
      {failed === null ? null : <Failed {...failed} there={there} onFailed={hasRequests ? onFailed : null} />}
      {isBelieved || value.causes.length === 0 ? null : (
        <Text
          as="p"
          size="small"
          tone="acceptable"
          style={{ padding: '4px 16px 8px' }}
          data-testid="why-doubt"
        >
          {NOT_BELIEVED_WORDS}
        </Text>
      )}
      {value.nothing === '' || isSaid ? null : (
        <Text as="p" style={{ padding: '4px 16px 8px' }} data-testid="why-nothing">
          {value.nothing}
        </Text>
      )}
      {value.causes.length === 0 ? null : (
        <Stack as="ol" divided aria-label="Causes, most telling first">
          {value.causes.map((cause, at) => (
            <CauseRow
              key={`${cause.kind} ${cause.sentence.map(({ text }) => text).join('')}`}
              cause={cause}
              nth={at + 1}
              there={there}
              hasRequests={hasRequests}
              onRequests={() => onRequests(cause)}
              onArea={() => onArea(cause)}
            />
          ))}
        </Stack>
      )}
      <Stack gap={4} size="small" tone="soft" style={hasFoot ? FOOT : undefined}>
        {slow === '' ? null : <span>{slow}</span>}
        {value.alike.length === 0 ? null : (
          <span>
            <strong>Alike, so not the cause:</strong> {value.alike.join('; ')}.
          </span>
        )}
        {value.unknown.map((sentence) => (
          <span key={sentence}>{sentence}</span>
        ))}
      </Stack>
    </>
  );
}

const FOOT = { padding: '10px 16px 8px', borderTop: '1px solid var(--line)' } as const;

/** What is not slowness at all, but leads to the same question. */
function Failed({
  failed,
  finished,
  elsewhere,
  there,
  onFailed,
}: FailedShare & { readonly there: string; readonly onFailed: (() => void) | null }) {
  const share = formatPercent((100 * failed) / finished);
  return (
    <Text as="p" style={{ padding: '4px 16px 8px' }} data-testid="why-failed">
      <strong>{failedWords(failed, finished)}</strong>
      {failed === finished && elsewhere === null
        ? ''
        : ` (${share}${elsewhere === null ? '' : `; in ${there} ${formatPercent(100 * elsewhere)}`})`}
      , and a failure has no latency to explain.{' '}
      {onFailed === null ? null : (
        <Button look="link" size="small" onClick={onFailed}>
          failed requests
        </Button>
      )}
    </Text>
  );
}

function failedWords(failed: number, finished: number): string {
  if (failed < finished) return `${formatCount(failed)} of ${counted(finished, 'request')} failed`;
  return finished === 1 ? 'Its one request failed' : `All ${counted(finished, 'request')} failed`;
}

interface RowProps {
  readonly cause: NamedCause;
  readonly nth: number;
  readonly there: string;
  readonly hasRequests: boolean;
  readonly onRequests: () => void;
  readonly onArea: () => void;
}

function CauseRow({ cause, nth, there, hasRequests, onRequests, onArea }: RowProps) {
  const { sentence, evidence, share, area, isPeculiar } = cause;
  return (
    <Grid
      as="li"
      columns="18px minmax(0, 1fr) 64px"
      gap={12}
      style={{ padding: '9px 16px' }}
      data-kind={cause.kind}
      data-testid="cause"
    >
      <Text tone="muted" weight="semibold" aria-hidden="true">
        {nth}
      </Text>
      <div>
        <Text as="p" breaks>
          {sentence.map(({ text, strong }, at) =>
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one sentence never move
            strong ? <strong key={at}>{text}</strong> : <span key={at}>{text}</span>,
          )}
        </Text>
        <Text as="p" size="small" tone="muted">
          {evidence}
          {isPeculiar ? '' : ` As in ${there}, so not peculiar to A.`}
        </Text>
        <Row wrap gap={12} size="small" style={{ marginTop: 2 }}>
          {hasRequests ? (
            <Button look="link" size="small" onClick={onRequests}>
              requests
            </Button>
          ) : null}
          {area === null ? null : (
            <Button look="link" size="small" onClick={onArea}>
              on the heatmap
            </Button>
          )}
        </Row>
      </div>
      <Stack gap={6} textAlign="end">
        <Text weight="semibold" title="Share of the slow requests that it explains">
          {formatPercent(share * 100)}
        </Text>
        <Share of={share} />
        <Text size="micro" tone="muted" nowrap aria-hidden="true">
          of the slow
        </Text>
      </Stack>
    </Grid>
  );
}

function Share({ of }: { of: number }) {
  return (
    <Box
      as="span"
      tint="sunken"
      style={{ display: 'block', height: 5, borderRadius: 3 }}
      role="meter"
      aria-label="Share of the slow requests that it explains"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(of * 100)}
    >
      <span
        style={{
          display: 'block',
          width: `${Math.max(2, Math.min(100, of * 100))}%`,
          height: 5,
          borderRadius: 3,
          background: 'var(--chart-1)',
        }}
      />
    </Box>
  );
}
