/** Browsers let an address change a few times a second; what is dragged changes with every frame. */
const SETTLED_MS = 250;

/**
 * Has the address of the page say what is looked at, once that has settled, without another step back. Where somebody went
 * elsewhere meanwhile, that address stands: it is there before the page hears of it.
 * @param address an anchor, `#…`
 * @returns takes it back
 */
export function settleAddress(address: string): () => void {
  const before = location.href;
  const timer = setTimeout(() => {
    if (location.href === before) history.replaceState(history.state, '', address);
  }, SETTLED_MS);
  return () => clearTimeout(timer);
}
