/**
 * Charts are bitmaps, drawn once and printed, zoomed and copied afterwards: never with fewer than two dots a pixel. Stands
 * before the charts are loaded, for they ask once.
 */
Object.defineProperty(window, 'devicePixelRatio', { value: Math.max(2, window.devicePixelRatio) });
