import { describe, expect, it } from 'vitest';
import {
  checkLocalPorts,
  checkOpenFiles,
  waitingIn,
} from '../../../../../src/main/services/target-checks/check-machine.ts';

const PORTS = { first: 32_768, last: 33_767 };

describe('open files', () => {
  it.each([
    [100, 'ok'],
    [499, 'ok'],
    [500, 'warn'],
    [900, 'failed'],
  ])('%i of 1,000: %s', (inUse, state) => {
    expect(checkOpenFiles({ openFiles: { limit: 1_000, inUse } })).toMatchObject({
      state,
      figure: `${inUse} of 1,000`,
    });
  });

  it('are not told everywhere', () => {
    expect(checkOpenFiles({ openFiles: null }).state).toBe('not here');
  });
});

describe('local ports', () => {
  it.each([
    [499, 'ok'],
    [500, 'warn'],
    [900, 'failed'],
  ])('%i of 1,000 in TIME_WAIT: %s', (waiting, state) => {
    expect(checkLocalPorts({ localPorts: PORTS }, waiting)).toMatchObject({ state });
  });

  it('say where nothing tells them', () => {
    expect(checkLocalPorts({ localPorts: null }, 4).state).toBe('not here');
    expect(checkLocalPorts({ localPorts: PORTS }, null).state).toBe('not here');
  });

  it('are those of the range that wait, in the kernel’s table', () => {
    const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1 0000000000000000 100 0 0 10 0
   1: 0100007F:8000 0100007F:1F40 06 00000000:00000000 03:000016B6 00000000     0        0 0 3 0000000000000000
   2: 0100007F:83E7 0100007F:1F40 06 00000000:00000000 03:000016B6 00000000     0        0 0 3 0000000000000000
   3: 0100007F:83E8 0100007F:1F40 06 00000000:00000000 03:000016B6 00000000     0        0 0 3 0000000000000000
   4: 0100007F:1F40 0100007F:9000 06 00000000:00000000 03:000016B6 00000000     0        0 0 3 0000000000000000
   5: 0100007F:8001 0100007F:1F40 01 00000000:00000000 00:00000000 00000000  1000        0 2 1 0000000000000000 20 4 30 10 -1
   6: 00000000000000000000000001000000:8002 00000000000000000000000001000000:1F40 06 00000000:00000000 03:000016B6 00000000     0        0 0 3 0000000000000000
`;
    expect(waitingIn(table, PORTS)).toBe(3);
  });
});
