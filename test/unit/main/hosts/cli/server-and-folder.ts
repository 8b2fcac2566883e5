import { afterAll, beforeAll } from 'vitest';
import { type RecordingServer, startRecordingServer } from '../../../../support/recording-server.ts';
import { createTempDir, type TempDir } from '../../../../support/temp-dir.ts';

interface ServerAndFolder {
  /** There while tests run. */
  readonly server: RecordingServer;
  readonly dir: TempDir;
}

/** One server that answers 200, and one data folder, for all tests of a file. */
export function serverAndFolder(): ServerAndFolder {
  const dir = createTempDir();
  let server: RecordingServer;
  beforeAll(async () => {
    server = await startRecordingServer({ status: 200 });
  });
  afterAll(async () => {
    await server.close();
    dir.remove();
  });
  return {
    get server() {
      return server;
    },
    dir,
  };
}
