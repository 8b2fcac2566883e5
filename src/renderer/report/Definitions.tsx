import { GLOSSARY } from '../../contract/glossary.ts';
import type { Summary } from '../../contract/summary.ts';
import { Panel } from '../parts/Panel.tsx';

/** What every figure means, as the document itself defines it. */
export function Definitions({ definitions }: Pick<Summary, 'definitions'>) {
  return (
    <Panel title="Definitions">
      <dl className="definitions">
        {Object.entries(definitions).map(([name, text]) => (
          <div key={name}>
            <dt>{NAMES.get(name) ?? name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ...Object.entries(GLOSSARY).map(([term, [name]]) => [term, name] as const),
  ['overallTime', 'overall time'],
]);
