import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';

/**
 * True while the page is being printed. Before the browser takes it, the page is laid out in the width of a sheet and in
 * light colours (`data-paper`, `data-theme`), and charts are drawn anew in that width: no style sheet could do that.
 */
export function usePaper(): boolean {
  const [paper, setPaper] = useState(false);
  useEffect(() => {
    const { dataset } = document.documentElement;
    const lay = (on: boolean) => {
      if (on) {
        dataset.paper = '';
        dataset.theme = 'light';
      } else {
        delete dataset.paper;
        delete dataset.theme;
      }
      flushSync(() => setPaper(on));
    };
    const before = () => lay(true);
    const after = () => lay(false);
    addEventListener('beforeprint', before);
    addEventListener('afterprint', after);
    return () => {
      removeEventListener('beforeprint', before);
      removeEventListener('afterprint', after);
    };
  }, []);
  return paper;
}
