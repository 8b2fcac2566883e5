/** What is used of the package, which brings no types of its own. */
declare module 'jstat' {
  const jstat: {
    readonly studentt: { inv(p: number, df: number): number };
    readonly chisquare: { inv(p: number, df: number): number };
    /** The regularised incomplete beta function; `false` where x lies outside 0 … 1. */
    ibeta(x: number, a: number, b: number): number | false;
  };
  export = jstat;
}
