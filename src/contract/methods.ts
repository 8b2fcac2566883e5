/** Methods a request of a plan can have, as plans write them. Stands alone, so that the page can know it without the parsers. */
export const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'] as const;
export type Method = (typeof METHODS)[number];
/** Those that change nothing at the service. */
export const SAFE_METHODS: readonly Method[] = ['get', 'head', 'options'];
