/** The two channels between the window and the main process; shared by ipc.ts and preload.ts, which import nothing else of ours. */
export const CALL_CHANNEL = 'plimsoll:call';
export const EVENT_CHANNEL = 'plimsoll:event';
