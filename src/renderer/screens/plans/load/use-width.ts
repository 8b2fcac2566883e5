import { type RefCallback, useCallback, useRef, useState } from 'react';

/** The width of an element in pixels, followed as it changes; 0 before it is laid out. */
export function useWidth(): { width: number; place: RefCallback<HTMLElement> } {
  const [width, setWidth] = useState(0);
  const observer = useRef<ResizeObserver | null>(null);
  const place = useCallback((element: HTMLElement | null) => {
    observer.current?.disconnect();
    if (element === null) return;
    observer.current = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidth(Math.floor(entry.contentRect.width));
    });
    observer.current.observe(element);
  }, []);
  return { width, place };
}
