/**
 * Of a second, requests kept as figures (`light-requests.ts`), and how long sending took. Both are null in seconds of
 * before, and stand under the CRC only where they are not. The response times of closed plans are their service times:
 * since this version they are stored once, as the latter.
 */
export const KEPT_REQUESTS = `
ALTER TABLE seconds ADD COLUMN light BLOB;
ALTER TABLE series_seconds ADD COLUMN send BLOB;
`;
