/**
 * No table changed: what is stored in them did. Plans have series that describe themselves and the load as data, seconds
 * have named gauges, and histograms of several threads stand one after the other. What was stored before is made whole
 * where it is read (stored-plan.ts, stored-gauges.ts); an older program, which could not read what is stored now, is told
 * so by the version.
 */
export const WHOLE_RUNS = '-- see the file\n';
