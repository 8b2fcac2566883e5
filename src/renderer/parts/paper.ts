import { createContext } from 'react';

/** True while the page is laid out for printing: charts are low, nothing is there to be pressed, every row stands. */
export const Paper = createContext(false);
