import { useCallback, useContext, useState } from 'react';
import { Paper } from './paper.ts';

const PAGE = 100;

/** How many of `total` rows to lay out: a page, and one more each time the foot of the list is scrolled near; on paper all. */
export function useGrowingCount(total: number) {
  const paper = useContext(Paper);
  const [pages, setPages] = useState(1);
  const sentinel = useCallback((element: HTMLElement | null) => {
    if (element === null) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setPages((known) => known + 1);
      },
      { rootMargin: '1200px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { count: paper ? total : Math.min(total, pages * PAGE), sentinel };
}
