import { Plus, X } from 'lucide-react';
import { Button } from '../../parts/Button.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { problemsUnder, useEditor } from './editor-context.tsx';
import { PlanField } from './PlanField.tsx';
import { PlanFiles } from './PlanFiles.tsx';
import { dropEdits, freeName, recordOf, valueAt } from './plan-data.ts';
import { RenameField } from './RenameField.tsx';
import { SecretsPanel } from './SecretsPanel.tsx';
import { useRowKeys } from './use-row-keys.ts';
import { ValueScope } from './ValueScope.tsx';
import styles from './ValuesTab.module.css';
import { describeValue, isPlainList, listReader, printList, rangeReader } from './value-words.ts';

/** What {{ name }} in a request stands for. */
export function ValuesTab() {
  const { data, check, readOnly, edit } = useEditor();
  const names = Object.keys(recordOf(valueAt(data, ['values'])));
  const keys = useRowKeys(names);
  return (
    <>
      <SecretsPanel needs={check?.needs ?? []} />
      <Panel
        title="Values"
        aside={
          <>
            what <span className="mono">{'{{ name }}'}</span> in a request stands for
          </>
        }
        testId="values"
        actions={
          readOnly ? null : (
            <Button
              look="quiet"
              size="small"
              icon={<Plus size={13} aria-hidden="true" />}
              onClick={() =>
                edit([
                  {
                    op: 'set',
                    path: ['values', freeName('value', names, '_')],
                    value: { oneOf: ['a', 'b'] },
                  },
                ])
              }
            >
              Add
            </Button>
          )
        }
      >
        {names.length === 0 ? (
          <p className="muted">
            None. A value is a constant, one of a list, a range, an id, or a column of a file, and is drawn
            anew for every task, or once per user.
          </p>
        ) : null}
        <div className={styles.values}>
          {names.map((name, at) => (
            <div key={keys[at]} className={styles.row} data-value-name={name}>
              <RenameField
                label={`Name of value ${name}`}
                name={name}
                taken={names}
                onRename={(to) => edit([{ op: 'rename', path: ['values', name], to }])}
              />
              <div className={styles.drawn}>
                <ValueField name={name} />
                <ValueScope name={name} />
              </div>
              {readOnly ? null : (
                <Button
                  look="quiet"
                  icon={<X size={14} aria-hidden="true" />}
                  aria-label={`Remove value ${name}`}
                  onClick={() => edit(dropEdits(data, ['values', name], 0))}
                />
              )}
            </div>
          ))}
        </div>
      </Panel>
      <PlanFiles />
    </>
  );
}

/** The kinds people change most are typed here; the others are told in words and changed in the text. */
function ValueField({ name }: { name: string }) {
  const { data, check, reveal, readOnly } = useEditor();
  const path = ['values', name];
  const value = valueAt(data, path);
  const spec = recordOf(value);
  const [problem] = problemsUnder(check, path);
  if (Array.isArray(spec.oneOf) && isPlainList(spec.oneOf)) {
    return (
      <PlanField
        label={`Choices of ${name}`}
        hideLabel
        path={[...path, 'oneOf']}
        read={listReader}
        print={printList}
        hint="one of these"
      />
    );
  }
  if (Array.isArray(spec.range)) {
    return (
      <PlanField
        label={`Range of ${name}`}
        hideLabel
        path={[...path, 'range']}
        read={rangeReader}
        print={(range) => (Array.isArray(range) ? range.join(' to ') : '')}
        hint="a whole number from this range"
      />
    );
  }
  if (typeof value !== 'object' || value === null) {
    return <PlanField label={`Value of ${name}`} hideLabel path={path} hint="the same everywhere" />;
  }
  return (
    <p className={styles.words}>
      {describeValue(spec)}
      {problem === undefined ? null : (
        <button type="button" className={styles.problem} onClick={() => reveal(problem)}>
          {problem.message}
        </button>
      )}
      {readOnly ? null : <span className="muted"> Changed in the text.</span>}
    </p>
  );
}
