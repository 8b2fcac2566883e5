/**
 * No table changed: since this version a histogram of a second may be several encoded ones, one after the other, of which
 * it is the sum. One alone reads as before; an older program, which would read the first and refuse the rest, is told so
 * by the version.
 */
export const JOINED_HISTOGRAMS = '-- see the file\n';
