import { FileUp, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { formatBytes } from '../../../contract/format.ts';
import type { PlanFileRow } from '../../../contract/plan-editing.ts';
import { Button } from '../../parts/Button.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useWorkbench } from '../../workbench.tsx';
import { useEditor } from './editor-context.tsx';
import { isRecord, recordOf, textOf, valueAt } from './plan-data.ts';
import { readFile } from './read-file.ts';
import styles from './ValuesTab.module.css';

/** What one message to the program can hold. */
const MOST_BYTES = 3_000_000;

/** Files that belong to the plan: feeds with their first rows, and bodies. */
export function PlanFiles() {
  const { planId, data } = useEditor();
  const { host, notices } = useWorkbench();
  const [files, setFiles] = useState<readonly PlanFileRow[]>([]);
  const chooser = useRef<HTMLInputElement>(null);
  /** Name the chosen file is to have; null: its own. */
  const wanted = useRef<string | null>(null);
  useEffect(() => {
    if (planId === null) return;
    void host.call('plans.files', { planId }).then((result) => {
      if (result.ok) setFiles(result.value);
    });
  }, [host, planId]);
  if (planId === null) return null;
  const named = feedsOf(data);
  const missing = named.filter((name) => !files.some((file) => file.name === name));
  const choose = (name: string | null) => {
    wanted.current = name;
    chooser.current?.click();
  };
  const add = async (file: File | undefined) => {
    if (file === undefined) return;
    if (file.size > MOST_BYTES) {
      return notices.getState().say(`${file.name} has more than ${MOST_BYTES / 1_000_000} MB.`);
    }
    const name = wanted.current ?? file.name;
    const base64 = await readFile(file, () => base64Of(file));
    if (!base64.ok) return notices.getState().complain(base64.failure);
    const result = await host.call('plans.putFile', { planId, name, base64: base64.value });
    if (result.ok) setFiles(result.value);
    else notices.getState().complain(result.failure);
  };
  const remove = async (name: string) => {
    const result = await host.call('plans.removeFile', { planId, name });
    if (result.ok) setFiles(result.value);
    else notices.getState().complain(result.failure);
  };
  return (
    <Panel
      title="Files"
      aside="feeds (CSV, JSON) and bodies that belong to the plan"
      testId="files"
      actions={
        <Button
          look="quiet"
          size="small"
          icon={<FileUp size={13} aria-hidden="true" />}
          onClick={() => choose(null)}
        >
          Add
        </Button>
      }
    >
      <input
        ref={chooser}
        type="file"
        className="visually-hidden"
        tabIndex={-1}
        aria-label="File to add to the plan"
        onChange={(event) => {
          void add(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      <div className={styles.files}>
        {files.length + missing.length === 0 ? (
          <p className="muted">
            None. A value such as <span className="mono">{'{ feed: users.csv, column: name }'}</span> draws
            from a file added here.
          </p>
        ) : null}
        {missing.map((name) => (
          <div key={name} className={styles.fileHead}>
            <span>
              <span className="mono">{name}</span> <span className={styles.problem}>is not here yet</span>
            </span>
            <Button size="small" onClick={() => choose(name)}>
              Choose it
            </Button>
          </div>
        ))}
        {files.map((file) => (
          <FilePreview key={file.name} file={file} onRemove={() => remove(file.name)} />
        ))}
      </div>
    </Panel>
  );
}

function FilePreview({ file, onRemove }: { file: PlanFileRow; onRemove: () => void }) {
  const { name, bytes, table, problem } = file;
  return (
    <div data-file={name}>
      <div className={styles.fileHead}>
        <span>
          <span className="mono">{name}</span>{' '}
          <span className="muted">
            {table === null ? '' : `${table.rowCount.toLocaleString('en-US')} rows, `}
            {formatBytes(bytes)}
          </span>
        </span>
        <Button
          look="quiet"
          size="small"
          icon={<X size={14} aria-hidden="true" />}
          aria-label={`Remove file ${name}`}
          onClick={onRemove}
        />
      </div>
      {problem === null ? null : <p className={styles.problem}>{problem}</p>}
      {table === null ? null : (
        <div className={styles.scroll}>
          <table className={styles.feed} aria-label={`First rows of ${name}`}>
            <thead>
              <tr>
                {table.columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.map((row, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
                <tr key={index}>
                  {row.map((cell, at) => (
                    <td key={table.columns[at]}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8_192)
    binary += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(binary);
}

/** Files the values of the plan draw from. */
function feedsOf(data: unknown): string[] {
  const values = Object.values(recordOf(valueAt(data, ['values'])));
  const names = values.filter(isRecord).map((value) => textOf(value.feed));
  return [...new Set(names.filter((name) => name !== ''))];
}
