/** A request that someone copies. */
export interface CopiedRequest {
  readonly name: string;
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | null;
}

const JSON_TYPE = ['Content-Type', 'application/json'] as const;
const ACCEPT = ['Accept', 'application/json'] as const;

/** Requests as pages and programs send them: quotes of all kinds, percent signs, backslashes, other scripts. */
export const COPIED_REQUESTS: readonly CopiedRequest[] = [
  {
    name: 'a list with a query',
    method: 'GET',
    url: 'https://shop.test/api/items?limit=20&sort=-price&q=red%20shoes',
    headers: [ACCEPT, ['Accept-Language', 'de-DE,de;q=0.9']],
    body: null,
  },
  {
    name: 'JSON with members in members',
    method: 'POST',
    url: 'https://shop.test/api/orders',
    headers: [ACCEPT, JSON_TYPE],
    body: '{"items":[{"sku":"A-1","count":2}],"note":null,"express":true}',
  },
  {
    name: 'a form',
    method: 'POST',
    url: 'http://intranet.test:8080/login',
    headers: [['Content-Type', 'application/x-www-form-urlencoded']],
    body: 'user=ada&next=%2Fhome&remember=1',
  },
  {
    name: 'every sign that a shell knows',
    method: 'PUT',
    url: 'https://shop.test/api/notes/7',
    headers: [JSON_TYPE, ['X-Note', 'it is 100% "quoted" & <tagged>']],
    body: '{"text":"it\'s 5\\\\6 \\"so\\" (50% off) & <b>!</b> | ^ ` é","n":1}',
  },
  {
    name: 'a token',
    method: 'DELETE',
    url: 'https://shop.test/api/items/42',
    headers: [ACCEPT, ['Authorization', 'Bearer aaa.bbb-ccc_ddd']],
    body: null,
  },
  {
    name: 'a GraphQL query over lines',
    method: 'POST',
    url: 'https://shop.test/graphql',
    headers: [JSON_TYPE, ['x-client', 'web']],
    body: '{"query":"query Items {\\n  items(first: 5) { id name }\\n}","variables":{}}',
  },
];
