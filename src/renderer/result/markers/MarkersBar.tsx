import { Flag, X } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { formatClock } from '../../../contract/format.ts';
import { MAX_MARKER_TEXT, type Marker } from '../../../contract/marker.ts';
import type { Millis } from '../../../contract/units.ts';
import type { ArgumentOf } from '../../../contract/wire.ts';
import { Note, Row, Text } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { Field } from '../../parts/Field.tsx';
import { Hint } from '../../parts/Hint.tsx';
import { isTyping } from '../../parts/is-typing.ts';
import { ANALYSIS_KEYS } from '../../words/page-keys.ts';
import { isWithModifier } from '../../words/shortcuts.ts';

interface Props {
  readonly markers: readonly Marker[];
  /** The moment that is marked now, in milliseconds since the run began. */
  readonly momentMs: () => Millis;
  readonly onChange: (change: Pick<ArgumentOf<'runs.annotate'>, 'mark' | 'unmark'>) => void;
  /** Takes no room until there is something to show. */
  readonly isQuiet?: boolean;
}

/** What people marked in a run: a moment and a note each. `M` marks the moment at which it is pressed. */
export function MarkersBar({ markers, momentMs, onChange, isQuiet = false }: Props) {
  const [draft, setDraft] = useState<Marker | null>(null);
  const begin = useRef(() => {});
  begin.current = () => setDraft({ atMs: Math.round(momentMs()), text: '' });
  useMarkKey(begin);
  const keep = (event: FormEvent) => {
    event.preventDefault();
    if (draft !== null) onChange({ mark: { ...draft, text: draft.text.trim() } });
    setDraft(null);
  };
  if (isQuiet && draft === null && markers.length === 0) return null;
  return (
    <Row wrap gap={8} role="group" aria-label="Markers" data-testid="markers" style={{ minHeight: 34 }}>
      {draft === null ? (
        <Hint text="Mark this moment, on every chart (M)">
          <Button size="small" look="quiet" icon={<Flag />} onClick={() => begin.current()}>
            Mark
          </Button>
        </Hint>
      ) : (
        <Row as="form" gap={6} onSubmit={keep}>
          <Text size="small" nowrap>
            {formatClock(draft.atMs)}
          </Text>
          <Field
            hideLabel
            label={`Note of the marker at ${formatClock(draft.atMs)}`}
            placeholder="What happened, for example: cache off"
            value={draft.text}
            maxLength={MAX_MARKER_TEXT}
            autoFocus
            style={{ width: 280 }}
            onValue={(text) => setDraft({ ...draft, text })}
            onKeyDown={(event) => {
              if (event.key === 'Escape') setDraft(null);
            }}
          />
          <Button size="small" type="submit">
            Save
          </Button>
          <Button size="small" look="quiet" onClick={() => setDraft(null)}>
            Cancel
          </Button>
        </Row>
      )}
      {markers.map((marker) => (
        <MarkerChip
          key={marker.atMs}
          marker={marker}
          onEdit={() => setDraft(marker)}
          onRemove={() => onChange({ unmark: marker.atMs })}
        />
      ))}
      {markers.length === 0 && draft === null ? (
        <Note as="span">Press M to mark a moment: a release, a fail-over, a switch.</Note>
      ) : null}
    </Row>
  );
}

function MarkerChip({
  marker: { atMs, text },
  onEdit,
  onRemove,
}: {
  readonly marker: Marker;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}) {
  const name = `${formatClock(atMs)}${text === '' ? '' : ` ${text}`}`;
  return (
    <Row gap={2} tint="ground" nowrap data-testid="marker" style={{ paddingLeft: 4, borderRadius: 6 }}>
      <Button size="small" look="quiet" title="Change the note" onClick={onEdit}>
        <Text clip style={{ maxWidth: 220 }}>
          {name}
        </Text>
      </Button>
      <Button
        size="small"
        look="quiet"
        icon={<X />}
        aria-label={`Remove the marker at ${name}`}
        onClick={onRemove}
      />
    </Row>
  );
}

/** Listens for M while nothing is typed and no dialog is open. */
function useMarkKey(begin: { readonly current: () => void }): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== ANALYSIS_KEYS.marker.key || event.defaultPrevented || event.altKey)
        return;
      if (isWithModifier(event) || isTyping(event)) return;
      if (document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null) return;
      event.preventDefault();
      begin.current();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [begin]);
}
