import { Activity } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { valueAt } from '../../../../contract/plan-data.ts';
import { Grid, Note, Stack, Text } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { Definition } from '../../../parts/Definition.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { useRecognised } from '../../../parts/use-recognised.ts';
import type { WatchOffer } from '../../../words/watch-words.ts';
import { DraftField, RenameField } from '../fields/DraftField.tsx';
import { problemsUnder, useEditor, useEditorStore } from '../fields/editor-context.tsx';
import { freeName } from '../fields/plan-data.ts';
import { AddButton, RemoveButton } from '../fields/RowButtons.tsx';
import { useRowKeys } from '../fields/row-keys.ts';
import { type WatchRow, watchOffers, watchPlace, watchReader, watchRows } from './watch-fields.ts';

/** What is watched of the targets while a run goes on: of services, and of what is none, such as a database. */
export function WatchPanel() {
  const { data, readOnly } = useEditor();
  const [draft, setDraft] = useState<string | null>(null);
  const all = watchRows(data);
  // Of what cannot be changed, what there is.
  const rows = readOnly ? all.filter(({ lines }) => lines === null || lines.length > 0) : all;
  const keys = useRowKeys(rows.map(({ name }) => name));
  const offers = useOffers(rows);
  if (readOnly && rows.length === 0) return null;
  const names = rows.map(({ name }) => name);
  const add = () => setDraft(freeName('database', names));
  return (
    <Panel
      title={<Definition term="watch">Watch</Definition>}
      aside="CPU, memory and connections of the target, once a second"
      testId="plan-watch"
      actions={readOnly ? undefined : <AddButton onClick={add} />}
    >
      <Stack gap={6}>
        {rows.map((row, at) => (
          <Stack key={keys[at]} gap={2}>
            <Row row={row} names={names} />
            <Offer of={row.name} offer={offers.get(row.name)} where="there" />
          </Stack>
        ))}
        {[...offers].map(([of, offer]) =>
          names.includes(of) ? null : <Offer key={of} {...{ of, offer }} where={`at ${of}`} />,
        )}
        {draft === null || readOnly ? null : (
          <DraftRow name={draft} names={names} onName={setDraft} onDone={() => setDraft(null)} />
        )}
        {rows.length > 0 || draft !== null ? null : <Note size="body">Nothing yet.</Note>}
      </Stack>
    </Panel>
  );
}

/** What listens on this machine where the plan goes and is not watched by it, by the service. */
function useOffers(rows: readonly WatchRow[]): ReadonlyMap<string, WatchOffer> {
  const { check, readOnly } = useEditor();
  const preview = readOnly ? null : (check?.preview ?? null);
  const urls = useMemo(() => (preview?.targets ?? []).map(({ url }) => url), [preview]);
  const recognised = useRecognised(urls);
  return preview === null ? NO_OFFERS : watchOffers(recognised, rows, preview);
}

const NO_OFFERS: ReadonlyMap<string, WatchOffer> = new Map();

interface OfferProps {
  readonly of: string;
  readonly offer: WatchOffer | undefined;
  readonly where: string;
}

function Offer({ of, offer, where }: OfferProps) {
  const { put } = useEditor();
  if (offer === undefined) return null;
  return (
    <Grid columns="minmax(80px, 0.8fr) minmax(0, 2.4fr) 30px" gap={6}>
      <span />
      <span>
        <Button
          size="small"
          look="quiet"
          icon={<Activity />}
          data-testid={`watch-offer-${of}`}
          onClick={() => put(['watch', of], offer.source)}
        >
          {offer.name} listens {where}: watch it
        </Button>
      </span>
    </Grid>
  );
}

interface DraftProps {
  readonly name: string;
  readonly names: readonly string[];
  readonly onName: (name: string) => void;
  readonly onDone: () => void;
}

/** A watch to come: no part of the plan before it says where it is read. */
function DraftRow({ name, names, onName, onDone }: DraftProps) {
  const { edit } = useEditor();
  return (
    <Grid columns="minmax(80px, 0.8fr) minmax(0, 2.4fr) 30px" gap={6} align="start" data-watch-draft>
      <RenameField label="Name of the new watch" name={name} taken={names} onRename={onName} />
      <DraftField
        hideLabel
        mono
        label="Watch of the new name"
        value=""
        whileTyping={false}
        read={watchReader}
        onValue={(value) => {
          if (value === undefined) return;
          edit(() => [{ op: 'set', path: ['watch', name], value }]);
          onDone();
        }}
        placeholder="port:8000, docker:NAME or prometheus:URL"
        problem={null}
      />
      <RemoveButton label="the new watch" onClick={onDone} />
    </Grid>
  );
}

function Row({ row: { name, isService, lines }, names }: { row: WatchRow; names: readonly string[] }) {
  const { data, check, put, drop, rename } = useEditor();
  const path = ['watch', name];
  return (
    <Grid columns="minmax(80px, 0.8fr) minmax(0, 2.4fr) 30px" gap={6} align="start" data-watch={name}>
      {isService ? (
        <Text clip title={name} style={{ lineHeight: '32px' }}>
          {name}
        </Text>
      ) : (
        <RenameField
          label={`Name of watch ${name}`}
          name={name}
          taken={names}
          onRename={(to) => rename(path, to)}
        />
      )}
      {lines === null ? (
        <WrittenWithKeys value={valueAt(data, path)} />
      ) : (
        <DraftField
          hideLabel
          mono
          label={`Watch of ${name}`}
          value={lines.join('\n')}
          {...(lines.length > 1 ? { rows: lines.length } : {})}
          read={watchReader}
          onValue={(value) => (value === undefined ? drop(path, 0) : put(path, value))}
          placeholder="port:8000, docker:NAME or prometheus:URL"
          problem={problemsUnder(check, path)[0]?.message ?? null}
        />
      )}
      {lines?.length === 0 ? (
        <span />
      ) : (
        <RemoveButton label={`watch of ${name}`} onClick={() => drop(path, 0)} />
      )}
    </Grid>
  );
}

/** With headers or queries: a line has no room for them. */
function WrittenWithKeys({ value }: { value: unknown }) {
  const { reveal } = useEditor();
  const place = watchPlace(useStore(useEditorStore(), (state) => state.text));
  const shown = JSON.stringify(value);
  return (
    <Grid columns="minmax(0, 1fr) auto" gap={6} align="center" style={{ minHeight: 32 }}>
      <Text mono clip title={shown}>
        {shown}
      </Text>
      {place === null ? null : (
        <Button size="small" look="quiet" onClick={() => reveal(place)}>
          Edit in the text
        </Button>
      )}
    </Grid>
  );
}
