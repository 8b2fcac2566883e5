import { type RefCallback, useCallback, useContext, useRef, useState } from 'react';
import { Paper } from './paper.ts';

const PAGE = 100;

/** How many of `total` rows to lay out: a page, and one more each time the foot of the list is scrolled near; on paper all. */
export function useGrowingCount(total: number): { count: number; sentinel: RefCallback<HTMLElement> } {
  const paper = useContext(Paper);
  const [pages, setPages] = useState(1);
  const observer = useRef<IntersectionObserver | null>(null);
  const sentinel = useCallback((element: HTMLElement | null) => {
    observer.current?.disconnect();
    if (element === null) return;
    observer.current = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setPages((known) => known + 1);
      },
      { rootMargin: '1200px' },
    );
    observer.current.observe(element);
  }, []);
  return { count: paper ? total : Math.min(total, pages * PAGE), sentinel };
}
