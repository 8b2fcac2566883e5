/** Methods a request of a plan can have, as plans write them. Stands alone, so that the page can know it without the parsers. */
export const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'] as const;
export type Method = (typeof METHODS)[number];
/** Those that change nothing at the service. */
export const SAFE_METHODS: readonly Method[] = ['get', 'head', 'options'];
/** Steps that are no request: a WebSocket or an event stream that is opened, used and closed again. */
export const STREAM_STEPS = ['websocket', 'sse'] as const;
/** What a step can be; it names exactly one, with its path. */
export const STEP_KINDS = [...METHODS, ...STREAM_STEPS] as const;
export type StepKind = (typeof STEP_KINDS)[number];
