import { EXIT, type Result } from '../../../contract/failure.ts';
import { IMPORT_KINDS } from '../../../contract/plan-editing.ts';
import { takenNames } from '../../services/plans/import/imported-secrets.ts';
import { TextReader } from '../../services/plans/library/text-reader.ts';
import { whyNotWritable, writeExport } from '../../services/reports/write-export.ts';
import { isDeviceOrPipe } from '../../services/reports/write-in-place.ts';
import { fetchText, isAddress } from '../../services/target/fetch-text.ts';
import type { Work } from './app-session.ts';
import { type Flags, usage } from './option-values.ts';
import { readTextFile } from './read-source.ts';
import { orReport, report } from './report-failure.ts';

type ImportFlags = Flags<'output', 'allowHost', 'force'>;

/**
 * `plimsoll import KIND FILE`: a plan of cURL commands, a recording or a description, checked as every plan is. The plan
 * goes to `--output` or standard output, what is to be said of it to standard error. Credentials are left out of it.
 */
export const importCommand: Work<ImportFlags, [what: string, source: string]> = async (
  { places, terminal },
  what,
  source,
  flags,
) => {
  const { output = '-', force = false, allowHost = [] } = flags;
  const kind = IMPORT_KINDS.find((one) => one === what.toLowerCase());
  if (kind === undefined) {
    const hint = `Choose one of ${IMPORT_KINDS.join(', ')}, and name the file: plimsoll import har session.har.`;
    return report(terminal, usage(`${what} cannot be imported.`, hint));
  }
  const unwritable = output === '-' ? null : whyNotWritable(output);
  if (unwritable !== null) return report(terminal, unwritable);
  const reader = new TextReader({ entry: places.readerEntry });
  const taken = takenNames({ env: process.env, texts: [] });
  return orReport(terminal, readSource(source, allowHost), (text) =>
    orReport(terminal, reader.ask('import', { kind, text, taken }), (plan) => {
      for (const note of plan.notes) terminal.err(`${note}\n`);
      if (output === '-') {
        terminal.document(plan.text);
        return EXIT.passed;
      }
      const written = writeExport(output, plan.text, { overwrite: force || isDeviceOrPipe(output) });
      if (!written.ok) {
        const isThere = written.failure.code === 'export.exists';
        const way = isThere ? { hint: 'Name another file, or replace it with --force.' } : {};
        return report(terminal, { ...written.failure, ...way });
      }
      terminal.err(
        `Wrote ${output}. Check it with plimsoll validate ${output}, run it with plimsoll run ${output}\n`,
      );
      return EXIT.passed;
    }),
  ).finally(() => reader.close());
};

function readSource(
  source: string,
  allowedHosts: readonly string[],
): Promise<Result<string>> | Result<string> {
  return isAddress(source) ? fetchText(source, allowedHosts) : readTextFile(source, 'The source');
}
