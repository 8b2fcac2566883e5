import type { ReactNode } from 'react';
import { Note } from '../../../parts/Box.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { selectArea } from '../selecting/analysis-state.ts';
import { ALL_BANDS } from '../selecting/area-edit.ts';
import { type PanelParts, secondOf } from './panel-parts.ts';
import { RequestPanel } from './RequestPanel.tsx';

/** The request that was opened, or how one is. */
export function OneRequest({ analysis, place, findings }: PanelParts) {
  const { request } = analysis.state;
  if (request === null) {
    return (
      <Panel title="One request" testId="request">
        <Note>
          Choose a request of the list to see where its time went, beside the median of its endpoint.
        </Note>
      </Panel>
    );
  }
  return (
    <RequestPanel
      detail={findings.detail}
      at={findings.rows.indexOf(request)}
      of={findings.rows.listed}
      onStep={findings.step}
      onChoose={findings.choose}
      onClose={() => findings.choose(null)}
      onSecond={({ id }) => {
        const second = secondOf(id);
        analysis.act((now) => ({
          ...selectArea(now, { ...ALL_BANDS, fromSecond: second, toSecond: second }, false),
          request: id,
        }));
      }}
      place={place}
    />
  );
}

const DRAWER = {
  position: 'fixed',
  insetBlock: 0,
  right: 0,
  zIndex: 10,
  width: 'min(520px, 92vw)',
  display: 'grid',
  overflow: 'auto',
  background: 'var(--surface)',
  boxShadow: '0 0 0 1px var(--line-strong), var(--shadow)',
} as const;

/** Beside the list, which stays in reach: no dialog. */
export function Drawer({ children }: { children: ReactNode }) {
  return (
    <aside style={DRAWER} aria-label="One request">
      {children}
    </aside>
  );
}
