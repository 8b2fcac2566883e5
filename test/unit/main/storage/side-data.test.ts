import { describe, expect, it } from 'vitest';
import type { Exemplar } from '../../../../src/contract/tick.ts';
import { decodeSideData, encodeSideData, MAX_EXEMPLARS } from '../../../../src/main/storage/side-data.ts';
import { madeSecond } from './made-run.ts';

function exemplar(index: number, code: string | null): Exemplar {
  return {
    series: 0,
    thread: 0,
    intendedUs: null,
    startedUs: 0,
    dnsUs: null,
    connectUs: null,
    tlsUs: null,
    sentUs: null,
    firstByteUs: null,
    endedUs: index,
    reused: true,
    status: 200,
    method: 'GET',
    url: `/${index}`,
    code,
  };
}

describe('examples of a second', () => {
  it('are kept in order up to the cap', () => {
    const exemplars = Array.from({ length: MAX_EXEMPLARS }, (_, index) => exemplar(index, null));
    expect(decodeSideData(encodeSideData({ ...madeSecond(0), exemplars })).exemplars).toEqual(exemplars);
  });

  it('beyond the cap are the failures and the longest', () => {
    const failed = exemplar(0, 'http.5xx');
    const exemplars = [failed, ...Array.from({ length: 150 }, (_, index) => exemplar(index + 1, null))];
    const kept = decodeSideData(encodeSideData({ ...madeSecond(0), exemplars })).exemplars;
    expect(kept.map((example) => example.endedUs)).toEqual([
      0,
      ...Array.from({ length: 99 }, (_, i) => i + 52),
    ]);
  });
});
