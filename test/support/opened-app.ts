import { fileURLToPath } from 'node:url';
import { createApp } from '../../src/main/services/app.ts';
import type { App, AppOptions } from '../../src/main/services/app-port.ts';
import type { Ports } from '../../src/main/services/ports.ts';
import { REPORT_DIR } from './exported.ts';

const source = (path: string) => new URL(`../../${path}`, import.meta.url);

/** The thread that reads large texts. */
export const TEXT_THREAD = source('src/main/services/plans/library/text-thread.ts');

/** The options every test of the app shares; `dataDir` is the test's own. */
export function appOptions(dataDir: string, change: Partial<AppOptions> = {}): AppOptions {
  const absent = { able: false, reason: 'a test has none' } as const;
  return {
    dataDir,
    host: 'cli',
    capabilities: { saveToDisk: { able: true }, openExternal: absent, quit: absent },
    threadEntry: source('src/workers/threads/entry.ts'),
    samplerEntry: source('src/workers/target-watch/entry.ts'),
    readerEntry: TEXT_THREAD,
    runReaderEntry: source('src/main/services/reads/read-thread.ts'),
    binEntry: source('src/main/services/retention/bin-thread.ts'),
    samplesEntry: source('src/workers/sample-services/process.ts'),
    presetsDir: fileURLToPath(source('resources/presets/')),
    reportDir: REPORT_DIR,
    version: '0.0.0-test',
    allowHosts: [],
    ...change,
  };
}

/** An app over a folder; throws where it cannot be opened. */
export function openApp(dataDir: string, ports: Partial<Ports> = {}, change: Partial<AppOptions> = {}): App {
  const opened = createApp(appOptions(dataDir, change), ports);
  if (!opened.ok) throw new Error(`${opened.failure.code}: ${opened.failure.message}`);
  return opened.value;
}
