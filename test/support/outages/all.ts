import { HTTP_BROKEN } from './http-broken.ts';
import { HTTP_CAUSES } from './http-causes.ts';
import { HTTP_FAILING } from './http-failing.ts';
import { HTTP_JUDGED } from './http-judged.ts';
import { HTTP_LOAD } from './http-load.ts';
import { HTTP_RUNS } from './http-runs.ts';
import type { Outage } from './outage.ts';
import { READER_OUTAGES } from './reader-outages.ts';
import { READER_RUNS, SOCKET_RUNS } from './stream-runs.ts';
import { HTTP_TABLE } from './table-http.ts';
import { READER_TABLE, SOCKET_TABLE } from './table-streams.ts';
import { SOCKET_OUTAGES } from './websocket-outages.ts';

/** The table of outages, kind by kind: what a person would say was written down before any of it was run. */
export const TABLE: Readonly<Record<'http' | 'websocket' | 'reader', readonly Outage[]>> = {
  http: HTTP_TABLE,
  websocket: SOCKET_TABLE,
  reader: READER_TABLE,
};

/** More of the same kinds. */
export const OTHERS: Readonly<Record<'http' | 'websocket' | 'reader', readonly Outage[]>> = {
  http: [...HTTP_FAILING, ...HTTP_BROKEN, ...HTTP_LOAD, ...HTTP_JUDGED, ...HTTP_CAUSES, ...HTTP_RUNS],
  websocket: [...SOCKET_OUTAGES, ...SOCKET_RUNS],
  reader: [...READER_OUTAGES, ...READER_RUNS],
};
