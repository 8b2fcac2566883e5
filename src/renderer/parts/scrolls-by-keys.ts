/** For the `ref` of what scrolls sideways: reachable with the Tab key while it does, so that the arrow keys move it. */
export function scrollsByKeys(element: HTMLElement | null): (() => void) | undefined {
  if (element === null) return undefined;
  const observer = new ResizeObserver(() => {
    if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
    else element.removeAttribute('tabindex');
  });
  for (const one of [element, ...element.children]) observer.observe(one);
  return () => observer.disconnect();
}
